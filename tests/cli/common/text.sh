# Lines at their edges.
: >empty
printf 'a\n' >one
printf 'a\nb' >open
printf 'a\r\nb\r\n' >crlf
printf 'a\0b\nc\n' >nul
printf 'ok\nbad\xff\xfe here\n' >latin
printf 'a\nb\0c\n\0' >zero
for f in empty one open crlf nul; do
	echo "-- $f"
	st dfshow -o json $f
	st dfshow -o json <$f
	st dfshow -o lines $f | cmp - <(sed -e '$a\' $f)
done
echo '-- empty pipe'
: | st dfshow -o json
: | st dfshow -i lines -o json
: | st dfshow -i arrow -o json
: | gzip | st dfshow -o json
st dfshow -i arrow empty
st dfshow -o json /dev/null
cp empty empty.arrow
st dfshow empty.arrow
echo '-- not UTF-8'
st dfshow -o json latin
st dfshow -o json -j1 <latin
st dfshow -o json -i bytes latin
echo '-- NUL'
st dfshow -0 -o json zero
st dfselect -0 value zero | st dfshow -o json
st dfshow -0 -o lines zero | cmp - zero
echo '-- the prefix of an Arrow stream is no line'
for p in '\xff' '\xff\xff' '\xff\xff\xff\xff' '\xff\xff\xff\xff\x10\x00\x00'; do
	printf "$p" >prefix
	st dfshow -o json prefix
	cat prefix | st dfshow -o json
done
echo '-- judged before its end'
{ printf a; yes $'\xff' | tr -d '\n'; } | st dfshow
yes $'\xff' | tr -d '\n' | st dfcount -i lines
echo '-- a byte order mark'
printf '\xef\xbb\xbfa\n\xef\xbb\xbfb\n' >mark
st dfshow -o json mark
cat mark | st dfshow -o json
st dfshow -i bytes -o json mark
printf '\xef\xbb\xbf' | st dfcount
printf '\xef\xbb' | st dfcount
echo '-- the beginning of a magic number, and nothing else'
for p in SEQ 'SEQ\n' SE ARROW1 'ARROW1\n'; do
	printf "$p" >prefix
	st dfcount prefix
	cat prefix | st dfcount
done

# Several files: the counts name the one in which they end.
ktopic create -q ${T}several
printf 'a:1\nb:2\n' >good
printf 'c:3\nbad\n' >bad
: >empty
st kproduce ${T}several -K : good empty good bad good
st kproduce ${T}several -K : bad good
dfselect value -i lines -O value.arrow good && head -c 500 value.arrow >cut.arrow
st kproduce ${T}several value.arrow cut.arrow value.arrow

function __sluice_head -d 'what is written, up to the last of these marks'
	set -l cur (commandline -ct | string replace -r -- '^(--[a-z-]+=|-[a-zA-Z0-9])' '' | string replace -r -- '^[\'"]' '')
	echo (string match -r -- "^.*[$argv[1]]" $cur)
end
function __sluice_columns -a kind -d 'columns of the first file that the line names'
	for f in (commandline -op)[2..-1]
		test -f "$f"; or continue
		set -l head (__sluice_head ' ,()+*/%=<>!|:-')
		for name in (dfshow --names $kind -- $f 2>/dev/null)
			echo "$head$name"
		end
		return
	end
end
function __sluice_zones
	echo UTC
	awk '!/^#/ { print $3 }' /usr/share/zoneinfo/zone1970.tab 2>/dev/null
end
complete -c jflat -s c -l column -x -a '(__sluice_columns columns)' -d 'take the values of this column of frames, or of lines (value): one value in, one row out'
complete -c jflat -l keep -x -a '(__sluice_columns columns)' -d 'keep these columns of the frames too'
complete -c jflat -l path -x -d 'pick columns: PATH [TYPE] [AS NAME], ...'
complete -c jflat -l flatten -d 'a column for each member, those of objects inside with dotted names'
complete -c jflat -l schema -x -d 'the columns of --flatten: NAME TYPE, ..., or a file with that'
complete -c jflat -l bad -r -d 'what to do with bad records: fail (default), skip, or a file for them'
complete -c jflat -l max-depth -x -d 'arrays and objects inside each other in JSON at most (default: 1024)'
complete -c jflat -s o -l output -x -a 'arrow table lines json csv tsv' -d 'write this format (default: arrow, on a terminal table)'
complete -c jflat -s O -l output-file -r -d 'write to this file, which appears whole or not at all; its name says the format where -o does not'
complete -c jflat -l null -x -d 'write NULL as this text (lines, csv, tsv)'
complete -c jflat -l raw -d 'values may hold the end of a line (lines)'
complete -c jflat -l binary -x -a 'base64 hex' -d 'write binary values in this form (csv, tsv)'
complete -c jflat -l no-header -d 'leave out the line of column names (csv, tsv)'
complete -c jflat -s i -l input -x -a 'arrow lines bytes seqfile seqfile-bytes seqfile-raw seqfile-text' -d 'read the input as Arrow, lines of UTF-8, lines of any bytes, a SequenceFile, one with its strings as bytes, one with nothing decoded or one with all as text (default: what it is by its first bytes, other text is lines)'
complete -c jflat -l crlf -d 'lines coming in may end with CR LF: the CR is no part of them'
complete -c jflat -l allow-unmarked -d 'take Arrow streams of other programs from a pipe, which lack a trailer; with =eof even those that lack Arrow'\''s end marker'
complete -c jflat -l truncate-ns -d 'cut nanoseconds of Arrow timestamps to whole microseconds, towards minus infinity, where they are none'
complete -c jflat -l union-by-name -d 'take the columns of all inputs: one that an input has not is NULL in its rows'
complete -c jflat -l zstd-dict -r -d 'the dictionary that zstd input was packed with'
complete -c jflat -s 0 -l null-delimited -d 'lines end with NUL instead of a line feed, in input and output'
complete -c jflat -l tz -x -a '(__sluice_zones)' -d 'time zone of timestamps as text, such as Europe/Berlin or +02:00 (default: UTC)'
complete -c jflat -s j -l jobs -x -d 'work on this many threads (default: every CPU)'
complete -c jflat -s m -l memory -x -d 'use at most this much memory, such as 512M (default: an eighth of the machine'\''s)'
complete -c jflat -l progress -d 'show a progress line even where stderr is no terminal'
complete -c jflat -l no-progress -d 'show no progress line'
complete -c jflat -s q -l quiet -d 'do not say on stderr what was done'
complete -c jflat -s h -l help -d 'print this help'
complete -c jflat -l version -d 'print the version'

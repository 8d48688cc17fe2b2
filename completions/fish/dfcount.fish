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
complete -c dfcount -s g -l by -x -a '(__sluice_columns paths)' -d 'count by these keys, expressions separated by commas: a data frame of the keys and their count'
complete -c dfcount -l distinct -x -a '(__sluice_columns paths)' -d 'print how many different keys there are instead'
complete -c dfcount -l stats -d 'say on stderr how many rows and groups there were, how large the largest was, and what went to disk'
complete -c dfcount -s w -l where -x -a '(__sluice_columns paths)' -d 'count only rows for which expr is true; of several, all must be'
complete -c dfcount -s o -l output -x -a 'arrow table lines json csv tsv' -d 'write a data frame in this format instead'
complete -c dfcount -s O -l output-file -r -d 'write to this file, which appears whole or not at all; its name says the format where -o does not'
complete -c dfcount -l null -x -d 'write NULL as this text (lines, csv, tsv)'
complete -c dfcount -l raw -d 'values may hold the end of a line (lines)'
complete -c dfcount -l binary -x -a 'base64 hex' -d 'write binary values in this form (csv, tsv)'
complete -c dfcount -l no-header -d 'leave out the line of column names (csv, tsv)'
complete -c dfcount -s i -l input -x -a 'arrow lines bytes seqfile seqfile-bytes seqfile-raw seqfile-text json csv tsv' -d 'read the input as Arrow, lines of UTF-8, lines of any bytes, a SequenceFile, one with its strings as bytes, one with nothing decoded, one with all as text, JSON, CSV or TSV, with options as in csv:header=no,delimiter=; (default: what it is by its first bytes, then by its name; other text is lines)'
complete -c dfcount -l strings -d 'all columns of CSV and TSV are strings: no types are found'
complete -c dfcount -l crlf -d 'lines coming in may end with CR LF: the CR is no part of them'
complete -c dfcount -l allow-unmarked -d 'take Arrow streams of other programs from a pipe, which lack a trailer; with =eof even those that lack Arrow'\''s end marker'
complete -c dfcount -l truncate-ns -d 'cut nanoseconds of Arrow timestamps to whole microseconds, towards minus infinity, where they are none'
complete -c dfcount -l union-by-name -d 'take the columns of all inputs: one that an input has not is NULL in its rows'
complete -c dfcount -l zstd-dict -r -d 'the dictionary that zstd input was packed with'
complete -c dfcount -s 0 -l null-delimited -d 'lines end with NUL instead of a line feed, in input and output'
complete -c dfcount -l tz -x -a '(__sluice_zones)' -d 'time zone of timestamps as text, such as Europe/Berlin or +02:00 (default: UTC)'
complete -c dfcount -l max-depth -x -d 'arrays and objects inside each other in JSON at most (default: 1024)'
complete -c dfcount -s j -l jobs -x -d 'work on this many threads (default: every CPU)'
complete -c dfcount -s m -l memory -x -d 'use at most this much memory, such as 512M (default: an eighth of the machine'\''s)'
complete -c dfcount -l progress -d 'show a progress line even where stderr is no terminal'
complete -c dfcount -l no-progress -d 'show no progress line'
complete -c dfcount -s q -l quiet -d 'do not say on stderr what was done'
complete -c dfcount -s h -l help -d 'print this help'
complete -c dfcount -l version -d 'print the version'

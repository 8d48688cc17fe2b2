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
function __sluice_operands -d 'how many operands come before the cursor'
	# $argv: the options that take an argument
	set -l n 0
	set -l argument 0
	for w in (commandline -opc)[2..-1]
		if test $argument = 1
			set argument 0
		else if contains -- $w $argv
			set argument 1
		else if not string match -q -- '-?*' $w
			set n (math $n + 1)
		end
	end
	echo $n
end
complete -c dfselect -s w -l where -x -a '(__sluice_columns paths)' -d 'keep only rows for which expr is true; of several, all must be'
complete -c dfselect -s n -l rows -x -d 'stop after this many rows'
complete -c dfselect -l with -x -a '(__sluice_columns paths)' -d 'name = expr: add a column, or replace the one of that name in its place'
complete -c dfselect -l drop -x -a '(__sluice_columns paths)' -d 'leave out these columns, separated by commas'
complete -c dfselect -l rename -x -a '(__sluice_columns paths)' -d 'old=new,...: give columns other names'
complete -c dfselect -s o -l output -x -a 'arrow table lines json csv tsv' -d 'write this format (default: arrow, on a terminal table)'
complete -c dfselect -s O -l output-file -r -d 'write to this file, which appears whole or not at all; its name says the format where -o does not'
complete -c dfselect -l null -x -d 'write NULL as this text (lines, csv, tsv)'
complete -c dfselect -l raw -d 'values may hold the end of a line (lines)'
complete -c dfselect -l binary -x -a 'base64 hex' -d 'write binary values in this form (csv, tsv)'
complete -c dfselect -l no-header -d 'leave out the line of column names (csv, tsv)'
complete -c dfselect -s i -l input -x -a 'arrow lines bytes seqfile seqfile-bytes seqfile-raw seqfile-text json csv tsv' -d 'read the input as Arrow, lines of UTF-8, lines of any bytes, a SequenceFile, one with its strings as bytes, one with nothing decoded, one with all as text, JSON, CSV or TSV, with options as in csv:header=no,delimiter=; (default: what it is by its first bytes, then by its name; other text is lines)'
complete -c dfselect -l strings -d 'all columns of CSV and TSV are strings: no types are found'
complete -c dfselect -l crlf -d 'lines coming in may end with CR LF: the CR is no part of them'
complete -c dfselect -l allow-unmarked -d 'take Arrow streams of other programs from a pipe, which lack a trailer; with =eof even those that lack Arrow'\''s end marker'
complete -c dfselect -l truncate-ns -d 'cut nanoseconds of Arrow timestamps to whole microseconds, towards minus infinity, where they are none'
complete -c dfselect -l union-by-name -d 'take the columns of all inputs: one that an input has not is NULL in its rows'
complete -c dfselect -l zstd-dict -r -d 'the dictionary that zstd input was packed with'
complete -c dfselect -s 0 -l null-delimited -d 'lines end with NUL instead of a line feed, in input and output'
complete -c dfselect -l tz -x -a '(__sluice_zones)' -d 'time zone of timestamps as text, such as Europe/Berlin or +02:00 (default: UTC)'
complete -c dfselect -l max-depth -x -d 'arrays and objects inside each other in JSON at most (default: 1024)'
complete -c dfselect -s j -l jobs -x -d 'work on this many threads (default: every CPU)'
complete -c dfselect -s m -l memory -x -d 'use at most this much memory, such as 512M (default: an eighth of the machine'\''s)'
complete -c dfselect -l progress -d 'show a progress line even where stderr is no terminal'
complete -c dfselect -l no-progress -d 'show no progress line'
complete -c dfselect -s q -l quiet -d 'do not say on stderr what was done'
complete -c dfselect -s h -l help -d 'print this help'
complete -c dfselect -l version -d 'print the version'
complete -c dfselect -n 'test (__sluice_operands -w --where -n --rows --with --drop --rename -o --output -O --output-file --null --binary -i --input --zstd-dict --tz --max-depth -j --jobs -m --memory) = 0' -f -a '(__sluice_columns paths)'

function __sluice_head -d 'what is written, up to the last of these marks'
	set -l cur (commandline -ct | string replace -r -- '^(--[a-z-]+=|-[a-zA-Z0-9])' '' | string replace -r -- '^[\'"]' '')
	echo (string match -r -- "^.*[$argv[1]]" $cur)
end
function __sluice_some -d 'words of a list'
	set -l head (__sluice_head ',:')
	for word in $argv
		echo "$head$word"
	end
end
function __sluice_zones
	echo UTC
	awk '!/^#/ { print $3 }' /usr/share/zoneinfo/zone1970.tab 2>/dev/null
end
function __sluice_topics -d 'topics of the log that the line names'
	set -l log
	set -l argument 0
	for w in (commandline -opc)[2..-1]
		if test $argument = 1
			set -a log (string replace -r '^~/' "$HOME/" -- $w)
			set argument 0
		else if contains -- $w -b -F -X --broker --properties --property
			set -a log $w
			set argument 1
		else if string match -qr -- '^(-[bFX]|--(broker|properties|property)=)' $w
			set -a log $w
		end
	end
	ktopic list --timeout 2s $log 2>/dev/null
end
complete -c kconsume -s f -l follow -d 'go on after the end with what arrives, until a signal'
complete -c kconsume -s n -l rows -x -d 'stop after this many rows'
complete -c kconsume -s p -l partitions -x -d 'only these partitions'
complete -c kconsume -l from -x -a '(__sluice_some earliest latest -10 @now @-1h)' -d 'where to begin: earliest, latest, an offset, -N, @time, or partition:point,... (default: earliest)'
complete -c kconsume -l to -x -a '(__sluice_some earliest latest -10 @now @-1h)' -d 'where to end, likewise (default: latest)'
complete -c kconsume -l newest -x -d 'only the last records of all partitions by time'
complete -c kconsume -s c -l columns -x -a '(__sluice_some key value topic partition offset timestamp timestampType headers)' -d 'only these columns, in this order'
complete -c kconsume -l headers -d 'add the column headers'
complete -c kconsume -l epoch -x -d 'longest epoch of a live stream (default: 1s)'
complete -c kconsume -l idle -x -d 'with -f: end after so long without a record'
complete -c kconsume -l isolation -x -a 'read_committed read_uncommitted' -d 'which records of transactions to read (default: read_committed)'
complete -c kconsume -s b -l broker -x -d 'the brokers, or file:DIR for a local log (SLUICE_BROKERS)'
complete -c kconsume -s F -l properties -r -d 'properties file for the broker'\''s client (SLUICE_CONFIG)'
complete -c kconsume -s X -l property -x -d 'a property of the broker'\''s client; no secrets here'
complete -c kconsume -l timeout -x -d 'longest wait for a broker (30s)'
complete -c kconsume -s o -l output -x -a 'arrow table lines json csv tsv' -d 'write this format (default: arrow, on a terminal table)'
complete -c kconsume -s O -l output-file -r -d 'write to this file, which appears whole or not at all; its name says the format where -o does not'
complete -c kconsume -l null -x -d 'write NULL as this text (lines, csv, tsv)'
complete -c kconsume -l raw -d 'values may hold the end of a line (lines)'
complete -c kconsume -l binary -x -a 'base64 hex' -d 'write binary values in this form (csv, tsv)'
complete -c kconsume -l no-header -d 'leave out the line of column names (csv, tsv)'
complete -c kconsume -s 0 -l null-delimited -d 'lines end with NUL instead of a line feed, in input and output'
complete -c kconsume -l tz -x -a '(__sluice_zones)' -d 'time zone of timestamps as text, such as Europe/Berlin or +02:00 (default: UTC)'
complete -c kconsume -s j -l jobs -x -d 'work on this many threads (default: every CPU)'
complete -c kconsume -l progress -d 'show a progress line even where stderr is no terminal'
complete -c kconsume -l no-progress -d 'show no progress line'
complete -c kconsume -s q -l quiet -d 'do not say on stderr what was done'
complete -c kconsume -s h -l help -d 'print this help'
complete -c kconsume -l version -d 'print the version'
complete -c kconsume -f -a '(__sluice_topics)'

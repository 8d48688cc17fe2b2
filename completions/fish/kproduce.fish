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
complete -c kproduce -s K -l key-delimiter -x -d 'lines are key, delimiter, value'
complete -c kproduce -l null -x -d 'a key or value of lines that equals text is null'
complete -c kproduce -l key-text -x -d 'the key of every record'
complete -c kproduce -l whole -d 'each file is a record, byte for byte'
complete -c kproduce -l key-from -x -a 'name' -d 'with --whole: the key is the file'\''s name'
complete -c kproduce -l acks -x -a 'all 1 0' -d 'acknowledgements to wait for (default: all)'
complete -c kproduce -l create -d 'create a missing topic'
complete -c kproduce -l route -d 'the column topic names each record'\''s topic'
complete -c kproduce -l keep-partitions -d 'the column partition names each record'\''s partition'
complete -c kproduce -l report -d 'write frames with a row for each acknowledged record'
complete -c kproduce -s b -l broker -x -d 'the brokers, or file:DIR for a local log (SLUICE_BROKERS)'
complete -c kproduce -s F -l properties -r -d 'properties file for the broker'\''s client (SLUICE_CONFIG)'
complete -c kproduce -s X -l property -x -d 'a property of the broker'\''s client; no secrets here'
complete -c kproduce -l timeout -x -d 'longest wait for a broker (30s)'
complete -c kproduce -s i -l input -x -a 'arrow lines bytes seqfile seqfile-bytes seqfile-raw seqfile-text' -d 'read the input as Arrow, lines of UTF-8, lines of any bytes, a SequenceFile, one with its strings as bytes, one with nothing decoded or one with all as text (default: what it is by its first bytes, other text is lines)'
complete -c kproduce -l crlf -d 'lines coming in may end with CR LF: the CR is no part of them'
complete -c kproduce -l allow-unmarked -d 'take Arrow streams of other programs from a pipe, which lack a trailer; with =eof even those that lack Arrow'\''s end marker'
complete -c kproduce -l truncate-ns -d 'cut nanoseconds of Arrow timestamps to whole microseconds, towards minus infinity, where they are none'
complete -c kproduce -l union-by-name -d 'take the columns of all inputs: one that an input has not is NULL in its rows'
complete -c kproduce -l zstd-dict -r -d 'the dictionary that zstd input was packed with'
complete -c kproduce -s 0 -l null-delimited -d 'lines end with NUL instead of a line feed, in input and output'
complete -c kproduce -s j -l jobs -x -d 'work on this many threads (default: every CPU)'
complete -c kproduce -l progress -d 'show a progress line even where stderr is no terminal'
complete -c kproduce -l no-progress -d 'show no progress line'
complete -c kproduce -s q -l quiet -d 'do not say on stderr what was done'
complete -c kproduce -s h -l help -d 'print this help'
complete -c kproduce -l version -d 'print the version'
complete -c kproduce -n 'test (__sluice_operands -K --key-delimiter --null --key-text --key-from --acks -b --broker -F --properties -X --property --timeout -i --input --zstd-dict -j --jobs) = 0' -f -a '(__sluice_topics)'

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
complete -c ktopic -f -n __fish_use_subcommand -a create -d 'create a topic'
complete -c ktopic -f -n __fish_use_subcommand -a describe -d 'show partitions, replicas and configurations'
complete -c ktopic -f -n __fish_use_subcommand -a list -d 'print the names of all topics'
complete -c ktopic -f -n __fish_use_subcommand -a delete -d 'delete a topic and its records'
complete -c ktopic -n '__fish_seen_subcommand_from create' -s p -l partitions -x -d 'number of partitions (the broker'\''s default; 1 locally)'
complete -c ktopic -n '__fish_seen_subcommand_from create' -l replication-factor -x -d 'replicas of each partition'
complete -c ktopic -n '__fish_seen_subcommand_from create' -l config -x -d 'a configuration of the topic'
complete -c ktopic -n '__fish_seen_subcommand_from create' -l if-not-exists -d 'a topic that is there already is fine'
complete -c ktopic -n '__fish_seen_subcommand_from create' -s b -l broker -x -d 'the brokers, or file:DIR for a local log (SLUICE_BROKERS)'
complete -c ktopic -n '__fish_seen_subcommand_from create' -s F -l properties -r -d 'properties file for the broker'\''s client (SLUICE_CONFIG)'
complete -c ktopic -n '__fish_seen_subcommand_from create' -s X -l property -x -d 'a property of the broker'\''s client; no secrets here'
complete -c ktopic -n '__fish_seen_subcommand_from create' -l timeout -x -d 'longest wait for a broker (30s)'
complete -c ktopic -n '__fish_seen_subcommand_from create' -s q -l quiet -d 'do not say on stderr what was done'
complete -c ktopic -n '__fish_seen_subcommand_from create' -s h -l help -d 'print this help'
complete -c ktopic -n '__fish_seen_subcommand_from create' -l version -d 'print the version'
complete -c ktopic -n '__fish_seen_subcommand_from create' -f
complete -c ktopic -n '__fish_seen_subcommand_from describe' -s b -l broker -x -d 'the brokers, or file:DIR for a local log (SLUICE_BROKERS)'
complete -c ktopic -n '__fish_seen_subcommand_from describe' -s F -l properties -r -d 'properties file for the broker'\''s client (SLUICE_CONFIG)'
complete -c ktopic -n '__fish_seen_subcommand_from describe' -s X -l property -x -d 'a property of the broker'\''s client; no secrets here'
complete -c ktopic -n '__fish_seen_subcommand_from describe' -l timeout -x -d 'longest wait for a broker (30s)'
complete -c ktopic -n '__fish_seen_subcommand_from describe' -s q -l quiet -d 'do not say on stderr what was done'
complete -c ktopic -n '__fish_seen_subcommand_from describe' -s h -l help -d 'print this help'
complete -c ktopic -n '__fish_seen_subcommand_from describe' -l version -d 'print the version'
complete -c ktopic -n '__fish_seen_subcommand_from describe' -f -a '(__sluice_topics)'
complete -c ktopic -n '__fish_seen_subcommand_from list' -s b -l broker -x -d 'the brokers, or file:DIR for a local log (SLUICE_BROKERS)'
complete -c ktopic -n '__fish_seen_subcommand_from list' -s F -l properties -r -d 'properties file for the broker'\''s client (SLUICE_CONFIG)'
complete -c ktopic -n '__fish_seen_subcommand_from list' -s X -l property -x -d 'a property of the broker'\''s client; no secrets here'
complete -c ktopic -n '__fish_seen_subcommand_from list' -l timeout -x -d 'longest wait for a broker (30s)'
complete -c ktopic -n '__fish_seen_subcommand_from list' -s q -l quiet -d 'do not say on stderr what was done'
complete -c ktopic -n '__fish_seen_subcommand_from list' -s h -l help -d 'print this help'
complete -c ktopic -n '__fish_seen_subcommand_from list' -l version -d 'print the version'
complete -c ktopic -n '__fish_seen_subcommand_from list' -f
complete -c ktopic -n '__fish_seen_subcommand_from delete' -l if-exists -d 'a topic that is not there is fine'
complete -c ktopic -n '__fish_seen_subcommand_from delete' -s b -l broker -x -d 'the brokers, or file:DIR for a local log (SLUICE_BROKERS)'
complete -c ktopic -n '__fish_seen_subcommand_from delete' -s F -l properties -r -d 'properties file for the broker'\''s client (SLUICE_CONFIG)'
complete -c ktopic -n '__fish_seen_subcommand_from delete' -s X -l property -x -d 'a property of the broker'\''s client; no secrets here'
complete -c ktopic -n '__fish_seen_subcommand_from delete' -l timeout -x -d 'longest wait for a broker (30s)'
complete -c ktopic -n '__fish_seen_subcommand_from delete' -s q -l quiet -d 'do not say on stderr what was done'
complete -c ktopic -n '__fish_seen_subcommand_from delete' -s h -l help -d 'print this help'
complete -c ktopic -n '__fish_seen_subcommand_from delete' -l version -d 'print the version'
complete -c ktopic -n '__fish_seen_subcommand_from delete' -f -a '(__sluice_topics)'

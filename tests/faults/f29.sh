# No network: no socket but local ones, seen under strace; and everything works where there is none
# at all (P7).
title 'no network'
pictures tree 60
index reference tree
run_well match --known reference --findings reference.findings tree
for command in 'index --store store --role known --set known tree' \
	'match --known store --findings findings tree' 'export --store store' 'store info --store store' \
	'store verify --store store' '--version'; do
	# shellcheck disable=SC2086 # commands are words
	strace -f -qq -e trace=network -o trace "$sicht" $command >out 2>err </dev/null ||
		wrong "$command: $(tail -n 1 err)"
	grep -E ' (socket|connect|bind|listen|accept4?)\(' trace | grep -vE 'AF_UNIX|AF_LOCAL' >bad
	! [ -s bad ] || wrong "$command: $(head -n 1 bad)"
done
# The kernel ends whoever asks for another socket.
"$build/fault-without" network -- "$sicht" match --known reference --findings findings2 tree >out 2>err </dev/null ||
	wrong "without sockets: $(tail -n 1 err)"
same reference.findings findings2 'without sockets'
if unshare -rn true 2>/dev/null; then
	unshare -rn "$sicht" match --known reference --findings findings3 tree >out 2>err </dev/null ||
		wrong "without a network: $(tail -n 1 err)"
	same reference.findings findings3 'without a network'
fi
result '6 commands'

# Stores that may only be read, or not even that: queries work, or say why not.
title 'read-only and foreign stores'
pictures tree 60
pictures seized 30 2
index reference tree
export_of reference >reference.jsonl
run_well match --known reference --findings reference.findings seized
facts_of reference.findings >reference.facts
cases=0

# Another user, where we can be one.
as_other() {
	if is_root; then
		setpriv --reuid=65534 --regid=65534 --clear-groups "$@"
	else
		"$@"
	fi
}

try() {
	local about=$1 expected=$2
	cases=$((cases + 1))
	status=0
	as_other timeout $patience "$sicht" export --store "$store" --format jsonl >out 2>err </dev/null || status=$?
	case $expected in
	works)
		[ $status -eq 0 ] || wrong "$about: export: status $status: $(tail -n 1 err)"
		same reference.jsonl out "$about: export"
		status=0
		(cd other && as_other timeout $patience "$sicht" match --known "$store" --findings "findings.$cases" \
			"$work/seized") >out 2>err </dev/null || status=$?
		[ $status -le 1 ] || wrong "$about: match: status $status: $(tail -n 1 err)"
		facts_of "other/findings.$cases" >facts
		same reference.facts facts "$about: match"
		;;
	refused)
		[ $status -eq 2 ] || wrong "$about: export: status $status"
		[ "$(wc -l <err)" -eq 1 ] || wrong "$about: export says: $(cat err)"
		;;
	esac
}

store=$work/store
copy() {
	chmod -R u+rwX store 2>/dev/null
	rm -rf store
	cp -a reference store
}

mkdir other
chmod 777 other
# The programs and the way to them must be open to the other user.
chmod a+rx "$work" "$(dirname "$work")" && chmod -R a+rX seized
if is_root && ! as_other test -x "$sicht"; then
	skip "the programs lie where other users cannot go: $build"
fi

copy
chmod -R a+rX,a-w store
try 'a store that nobody may write' works
copy
chmod -R a+rX,a-w store
chmod u+w store && rm store/lock.mdb && chmod u-w store
try 'the same without lock.mdb' works
if is_root; then
	copy
	try 'the private store of another user' refused
	copy
	chmod -R a+rwX store
	chown -R 65534:65534 store
	try 'a store that everybody may write' works
	if mkdir mounted && mount --bind reference mounted 2>/dev/null && mount -o remount,bind,ro mounted; then
		copy
		store=$work/mounted
		run_well export --store mounted --format jsonl
		same reference.jsonl out 'a read-only file system: export'
		run index --store mounted --role known --set more tree
		[ $status -eq 2 ] && grep -qiE 'read-only|cannot' err || wrong "index on a read-only file system: status $status: $(tail -n 1 err)"
		store=$work/store
		cases=$((cases + 1))
	fi
	umount mounted 2>/dev/null
fi
rm -rf store
try 'no store at all' refused
mkdir store && chmod 755 store && echo nothing >store/file
try 'a directory that is no store' refused
rm -rf store && echo nothing >store
try 'a file' refused
result "$cases cases"

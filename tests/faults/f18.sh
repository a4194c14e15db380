# Poor surroundings: few descriptors, little address space, few processes, no /proc, no /tmp, no HOME,
# another language. It works with the same findings, or says clearly why not, before it begins.
title 'limits of the process'
pictures tree 80
index reference tree
run_well match --known reference --findings reference.findings tree
facts_of reference.findings >reference.facts
worked=0 refused=0

# within NAME COMMAND...: run the job under COMMAND.
within() {
	local name=$1
	shift
	rm -rf findings* store
	status=0
	"$@" "$sicht" index --store store --role known --set known tree >out 2>err </dev/null || status=$?
	[ $status -ne 0 ] || "$@" "$sicht" match --known store --findings findings tree >out 2>err </dev/null || status=$?
	case $status in
	0)
		worked=$((worked + 1))
		facts_of findings >facts
		same reference.facts facts "$name"
		;;
	2)
		refused=$((refused + 1))
		[ -s err ] && [ ! -e findings ] || wrong "$name: refused without a word, or too late"
		echo "  note: $name: $(tail -n 1 err | cut -c 1-160)" >&2
		;;
	*) wrong "$name: status $status: $(tail -n 2 err)" ;;
	esac
}

limited() {
	local limit=$1
	shift
	(
		# shellcheck disable=SC2086 # an option and its number
		ulimit $limit || exit 2
		exec timeout $patience "$@"
	)
}

# Without some of the system, in a mount namespace of our own.
hidden() {
	local path=$1
	shift
	unshare -m sh -c 'umount -l "$1" 2>/dev/null || mount -t tmpfs -o ro tmpfs "$1" || exit 2; shift; exec "$@"' \
		sh "$path" timeout $patience "$@"
}

within '64 descriptors' limited '-n 64'
within '32 descriptors' limited '-n 32'
within 'a file size of 64 MiB' limited '-f 65536'
is_sanitized || within '2 GiB of address space' limited '-v 2097152'
within 'a stack of 256 KiB' limited '-s 256'
within 'no HOME' env -u HOME
within 'the C locale' env LC_ALL=C
within 'an unknown locale' env LC_ALL=xx_YY.UTF-8
within 'a hostile environment' env VIPS_CONCURRENCY=99 VIPS_DISC_THRESHOLD=1 MALLOC_ARENA_MAX=1 \
	G_SLICE=debug-blocks LD_BIND_NOW=1 IFS=x
within 'no TMPDIR' env TMPDIR=/nowhere
if is_root && unshare -m true 2>/dev/null; then
	within 'no /proc' hidden /proc
fi
if is_root; then
	chmod a+rx "$(dirname "$work")" && chmod -R a+rwX "$work"
	within 'few processes' limited '-u 20' setpriv --reuid=65534 --regid=65534 --clear-groups
fi
[ $worked -ge 6 ] || wrong "only $worked surroundings were good enough"
result "$worked worked, $refused refused with a message"

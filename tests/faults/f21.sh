# FIFOs, sockets, devices, links of both kinds, holes, loops, files that vanish or grow while they
# are read: an outcome for each, no hang, nothing read outside the source.
title 'special objects'
links=$(by_tier 500 10000 10000 10000)
pictures tree 10
mkdir outside
"$build/sicht-samples" photo 77 400 300 outside/secret.jpg >/dev/null
index store outside
patience=60

mkdir tree/special
mkfifo tree/special/fifo
ln -s self tree/special/self
ln -s ../../outside/secret.jpg tree/special/out
ln -s ../../outside tree/special/out-folder
ln -s .. tree/special/up
ln -s /proc/self/mem tree/special/memory
truncate -s 1T tree/special/sparse.jpg
{ head -c 4096 outside/secret.jpg; } | dd of=tree/special/sparse.jpg conv=notrunc status=none
truncate -s 2M tree/special/placeholder.jpg
printf x >tree/special/linked
"$build/fault-hostile" links tree/special/linked "$links"
printf x >tree/special/private
mkdir tree/special/locked
chmod 0 tree/special/private tree/special/locked
perl -MSocket -e 'socket(S, PF_UNIX, SOCK_STREAM, 0); bind(S, sockaddr_un("tree/special/socket"))' 2>/dev/null
expected_special=6
[ ! -S tree/special/socket ] || expected_special=$((expected_special + 1))
if is_root && mknod tree/special/device c 1 5 2>/dev/null && mknod tree/special/block b 7 99 2>/dev/null; then
	expected_special=$((expected_special + 2))
fi
if is_root && mkdir tree/special/loop && mount --bind tree tree/special/loop 2>/dev/null; then
	mounted=yes
fi
strace -f -qq -y -e trace=open,openat,openat2,creat -o trace "$sicht" match --known store --findings findings \
	--all tree >out 2>err </dev/null &
wait $! || [ $? -eq 1 ] || wrong "status $?: $(tail -n 1 err)"
[ -z "${mounted:-}" ] || umount tree/special/loop
check_findings findings
"$build/fault-findings" outcomes findings >outcomes
[ "$(grep -c ^special outcomes)" -ge $expected_special ] || wrong "$(grep -c ^special outcomes) special objects"
[ "$(grep -c 'special/linked' outcomes)" -ge $((links + 1)) ] || wrong 'hard links are missing'
grep -qE '(over-limit|not-here|truncated|corrupt).*sparse.jpg' outcomes || wrong "$(grep sparse outcomes)"
grep -qE 'not-here.*placeholder.jpg' outcomes || wrong "$(grep placeholder outcomes)"
is_root || grep -qE 'unreadable.*private' outcomes || wrong "$(grep private outcomes)"
is_root || grep -qE 'unreadable.*locked' outcomes || wrong "$(grep locked outcomes)"
! grep -q '"known-' findings || wrong 'the picture outside was found'
! grep -E 'outside|/proc/self/mem' trace | grep -v ENOENT >bad || wrong "opened: $(head -n 1 bad)"
chmod 700 tree/special/private tree/special/locked

# Where blocks are not counted, as on FUSE, a large file is read all the same: it is a placeholder only
# if all of it is zeros, and then has digests to show for it.
if ! is_sanitized; then
	mkdir image
	{ cat outside/secret.jpg && head -c 1M /dev/zero; } >image/large.jpg
	truncate -s 2M image/placeholder.jpg
	SICHT_FAULT=fuse:0 SICHT_FAULT_UNDER=$work/image LD_PRELOAD=$build/libfault-interposer.so \
		run_well match --known store --findings findings.image image
	grep -q '"path":"large.jpg".*"outcome":"decoded".*"tier":"known-similar"' findings.image ||
		wrong "on FUSE: $(grep large.jpg findings.image)"
	grep -q '"path":"placeholder.jpg".*"outcome":"not-here".*"sha256"' findings.image ||
		wrong "on FUSE: $(grep placeholder.jpg findings.image)"
fi

# Files that vanish, grow and change all the time.
rm -rf tree findings*
pictures moving 150
(
	while [ ! -e stop ]; do
		for file in moving/*/*.jpg; do
			case $((RANDOM % 4)) in
			0) cp "$file" "$file.new" && mv "$file.new" "$file" ;;
			1) printf 'more' >>"$file" ;;
			2) mv "$file" "$file.gone" && mv "$file.gone" "$file" ;;
			3) truncate -s 1000 "$file" ;;
			esac
		done
	done
) 2>/dev/null &
mover=$!
for time in 1 2 3; do
	run_well match --known store --findings "findings.$time" moving
	check_findings "findings.$time"
done
touch stop
wait $mover
result "$links links, $expected_special special objects, $(cut -c 1-120 findings.out)"

# The evidence is what it was: SHA-256 and the whole stat of every file and folder, access times
# included, before and after; and under strace, no call that could write on anything in it (P1).
title 'evidence untouched'
count=$(by_tier 100 1000 10000 10000)
pictures tree "$count"
pictures known 40 2
mkdir tree/odd
mkfifo tree/odd/fifo
ln -s ../nowhere tree/odd/link
printf x >tree/odd/private
chmod 0 tree/odd/private
# Old access times: what any read would bring up to date.
find tree -exec touch -h -a -d 2001-01-01 {} +

stat_all() {
	find tree -print0 | sort -z | xargs -0 stat -c '%n %i %a %u %g %s %h %b %X %Y %Z %x %y %z %w'
}

digest_all() {
	find tree -type f -perm /400 -print0 | sort -z | xargs -0 sha256sum
}

stat_all >stat.before
index store known
run_well match --known store --findings findings tree
run_well index --store evidence --role evidence --set tree tree
find tree -name '*.jpg' >list
run hash --files-from list
stat_all >stat.after
same stat.before stat.after 'stat'
digest_all >digest.before

# Every call on a path in the source, or on a descriptor of one. What is left is reading.
strace -f -qq -y -o trace "$sicht" match --known store --findings findings2 tree >out 2>err </dev/null || true
grep -F "$work/tree" trace | grep -vE ' (write|sendto)\(2<' >calls
# With O_RDONLY alone, never to create. (A shared map of such a descriptor cannot be written.)
grep -E ' (open|openat|openat2|creat)\(' calls | grep -E 'O_WRONLY|O_RDWR|O_CREAT|O_TRUNC|O_APPEND|creat\(' >bad
! [ -s bad ] || wrong "opened for writing: $(head -n 1 bad)"
reading='open|openat|openat2|read|pread64|readv|preadv|preadv2|getdents64|lseek|close|dup|fcntl'
reading="$reading|stat|lstat|fstat|newfstatat|statx|statfs|fstatfs|access|faccessat|faccessat2"
reading="$reading|readlink|readlinkat|fadvise64|sendmsg|recvmsg|fgetxattr|getxattr|lgetxattr|execve|readahead|poll|ioctl"
grep -vE "^[0-9]+ +(<\.\.\. )?($reading)[( ]" calls | grep -vE '^[0-9]+ +mmap\(NULL, [0-9]+, PROT_READ, MAP_(PRIVATE|SHARED)' >bad
! [ -s bad ] || wrong "not a reading call: $(head -n 1 bad)"
grep -E ' ioctl\(' calls | grep -vE 'FS_IOC_GETFLAGS|TCGETS|FIEMAP' >bad
! [ -s bad ] || wrong "ioctl: $(head -n 1 bad)"
digest_all >digest.after
same digest.before digest.after 'SHA-256'
[ "$(wc -l <calls)" -gt "$count" ] || wrong 'the trace is empty'
# Nothing else is written but the findings, and what belongs to them.
result "$(wc -l <stat.before) objects, $(wc -l <calls) calls on them: $(sed -E 's/^[0-9]+ +(<\.\.\. )?([a-z0-9_]+).*/\2/' calls | sort | uniq -c | sort -rn | head -n 6 | awk '{ printf "%s%s %d", s, $2, $1; s = ", " }')"

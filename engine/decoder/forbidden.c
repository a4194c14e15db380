/* SPDX-License-Identifier: MIT */
/*
 * See forbidden.h.
 *
 * An action that would fail by itself proves nothing. So each has something real
 * to act on, or takes the error by which the kernel says that it came to look ("not a socket", "no
 * such child") for success.
 */
#include "engine/decoder/forbidden.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <linux/io_uring.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "engine/decoder/sandbox.h"
#include "sicht/limits.h"

#define PAGE_BYTES 4096

/* More address space than anybody has, and not too much for an address. */
#define TERABYTE ((size_t)1 << 40)

/* No process has the port, and none need. */
#define PORT 9

/* The errors that say no more than that the kernel came to look. */
static long unless(long result, int error, int other_error)
{
	return result < 0 && (errno == error || errno == other_error) ? 0 : result;
}

/* ------------------------------------------------------------------------------ files and names */

static const char *path_of(const struct sicht_ground *at, const char *name, char path[64])
{
	snprintf(path, 64, "%s/%s", at->folder, name);
	return path;
}

static long open_file(const struct sicht_ground *at)
{
	char path[64];
	return open(path_of(at, "file", path), O_RDONLY);
}

static long open_second_way(const struct sicht_ground *at)
{
	char path[64];
	uint64_t how[3] = {O_RDONLY, 0, 0};
	return syscall(SYS_openat2, AT_FDCWD, path_of(at, "file", path), how, sizeof how);
}

static long open_again(const struct sicht_ground *at)
{
	char path[64];
	return open(path_of(at, "file", path), O_RDWR);
}

static long list_directory(const struct sicht_ground *at)
{
	return open(at->folder, O_RDONLY | O_DIRECTORY);
}

static long create_file(const struct sicht_ground *at)
{
	char path[64];
	return open(path_of(at, "new", path), O_WRONLY | O_CREAT | O_EXCL, 0600);
}

static long remove_file(const struct sicht_ground *at)
{
	char path[64];
	return unlink(path_of(at, "file", path));
}

static long rename_file(const struct sicht_ground *at)
{
	char from[64], to[64];
	return rename(path_of(at, "file", from), path_of(at, "new", to));
}

static long make_link(const struct sicht_ground *at)
{
	char path[64];
	return symlink("file", path_of(at, "new", path));
}

static long make_directory(const struct sicht_ground *at)
{
	char path[64];
	return mkdir(path_of(at, "new", path), 0700);
}

static long cut_file(const struct sicht_ground *at)
{
	char path[64];
	return truncate(path_of(at, "file", path), 0);
}

static long change_directory(const struct sicht_ground *at)
{
	return chdir(at->folder);
}

static long mount_something(const struct sicht_ground *at)
{
	return mount("none", at->folder, "tmpfs", 0, NULL);
}

static long look_at_file(const struct sicht_ground *at)
{
	char path[64];
	struct stat status;
	return stat(path_of(at, "file", path), &status);
}

static long look_second_way(const struct sicht_ground *at)
{
	char path[64];
	struct statx status;
	return statx(AT_FDCWD, path_of(at, "file", path), 0, STATX_BASIC_STATS, &status);
}

static long ask_for_file(const struct sicht_ground *at)
{
	char path[64];
	return access(path_of(at, "file", path), R_OK);
}

static long read_link(const struct sicht_ground *at)
{
	char path[64], target[64];
	return unless(readlink(path_of(at, "file", path), target, sizeof target), EINVAL, EINVAL);
}

/* ------------------------------------------------------------------------------- the evidence */

static long change_mode(const struct sicht_ground *at)
{
	return fchmod(at->evidence, 0640);
}

/* To the owner that it has, which changes its times. */
static long change_owner(const struct sicht_ground *at)
{
	return fchown(at->evidence, (uid_t)-1, (gid_t)-1);
}

static long change_times(const struct sicht_ground *at)
{
	return futimens(at->evidence, NULL);
}

static long change_attribute(const struct sicht_ground *at)
{
	return unless(fsetxattr(at->evidence, "user.sicht", "x", 1, 0), EOPNOTSUPP, EOPNOTSUPP);
}

static long change_flags(const struct sicht_ground *at)
{
	int flags = 0;
	return unless(ioctl(at->evidence, FS_IOC_SETFLAGS, &flags), ENOTTY, EOPNOTSUPP);
}

static long change_length(const struct sicht_ground *at)
{
	return ftruncate(at->open, 0);
}

static long write_evidence(const struct sicht_ground *at)
{
	return write(at->open, "x", 1);
}

static long write_as_error(const struct sicht_ground *at)
{
	(void)at;
	return write(STDERR_FILENO, "x", 1);
}

static long map_evidence_writable(const struct sicht_ground *at)
{
	void *map = mmap(NULL, PAGE_BYTES, PROT_READ | PROT_WRITE, MAP_SHARED, at->evidence, 0);
	return map == MAP_FAILED ? -1 : 0;
}

static long change_descriptor(const struct sicht_ground *at)
{
	return fcntl(at->evidence, F_SETFL, O_NONBLOCK);
}

/* ----------------------------------------------------------------------- network and processes */

static struct sockaddr_in own_machine(void)
{
	return (struct sockaddr_in){.sin_family = AF_INET,
		.sin_port = htons(PORT),
		.sin_addr = {.s_addr = htonl(INADDR_LOOPBACK)}};
}

static long open_network(const struct sicht_ground *at)
{
	(void)at;
	return socket(AF_INET, SOCK_STREAM, 0);
}

static long connect_network(const struct sicht_ground *at)
{
	struct sockaddr_in address = own_machine();
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	(void)at;
	if (fd < 0)
		return -1;
	return unless(connect(fd, (struct sockaddr *)&address, sizeof address), ECONNREFUSED,
		ECONNREFUSED);
}

static long send_network(const struct sicht_ground *at)
{
	struct sockaddr_in address = own_machine();
	int fd = socket(AF_INET, SOCK_DGRAM, 0);
	(void)at;
	if (fd < 0)
		return -1;
	return sendto(fd, "x", 1, 0, (struct sockaddr *)&address, sizeof address);
}

static long open_local_socket(const struct sicht_ground *at)
{
	(void)at;
	return socket(AF_UNIX, SOCK_STREAM, 0);
}

static long send_on(int socket)
{
	struct iovec part = {(void *)"x", 1};
	struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};
	return unless(sendmsg(socket, &message, MSG_NOSIGNAL), EBADF, ENOTSOCK);
}

static long receive_on(int socket)
{
	char byte;
	struct iovec part = {&byte, 1};
	struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};
	long size = recvmsg(socket, &message, MSG_DONTWAIT);
	return unless(unless(size, EBADF, ENOTSOCK), EAGAIN, EAGAIN);
}

static long send_elsewhere(const struct sicht_ground *at)
{
	return send_on(at->socket);
}

static long receive_elsewhere(const struct sicht_ground *at)
{
	return receive_on(at->socket);
}

static long speak_as_server(const struct sicht_ground *at)
{
	(void)at;
	return send_on(SICHT_SANDBOX_SERVER_SOCKET);
}

static long speak_as_decoder(const struct sicht_ground *at)
{
	(void)at;
	return send_on(SICHT_WORKER_SOCKET);
}

static long take_job(const struct sicht_ground *at)
{
	(void)at;
	return receive_on(SICHT_SANDBOX_SERVER_SOCKET);
}

static long send_signal(const struct sicht_ground *at)
{
	return kill(at->other, 0);
}

static long signal_thread(const struct sicht_ground *at)
{
	return syscall(SYS_tgkill, at->other, at->other, 0);
}

static long trace_process(const struct sicht_ground *at)
{
	return ptrace(PTRACE_SEIZE, at->other, NULL, NULL);
}

static long write_memory(const struct sicht_ground *at)
{
	static char byte;
	struct iovec ours = {&byte, 1}, theirs = {&byte, 1};
	return process_vm_writev(at->other, &ours, 1, &theirs, 1, 0);
}

static long share_memory(const struct sicht_ground *at)
{
	(void)at;
	int id = shmget(IPC_PRIVATE, PAGE_BYTES, IPC_CREAT | 0600);
	return id < 0 ? -1 : shmctl(id, IPC_RMID, NULL);
}

static long schedule_process(const struct sicht_ground *at)
{
	struct {
		uint32_t size, policy;
		uint64_t flags;
		int32_t nice;
		uint32_t priority;
		uint64_t times[3];
	} attributes = {.size = 48, .nice = 19};
	return syscall(SYS_sched_setattr, at->other, &attributes, 0);
}

static long read_schedule(const struct sicht_ground *at)
{
	uint8_t attributes[56];
	return syscall(SYS_sched_getattr, at->other, attributes, sizeof attributes, 0);
}

/* The first processor may not be one of ours. */
static long pin_process(const struct sicht_ground *at)
{
	cpu_set_t processors;
	CPU_ZERO(&processors);
	CPU_SET(0, &processors);
	return unless(sched_setaffinity(at->other, sizeof processors, &processors), EINVAL, EINVAL);
}

static long slow_process(const struct sicht_ground *at)
{
	return setpriority(PRIO_PROCESS, (id_t)at->other, 19);
}

static long slow_disk(const struct sicht_ground *at)
{
	const int idle = 3 << 13;
	return syscall(SYS_ioprio_set, 1, at->other, idle);
}

static long limit_process(const struct sicht_ground *at)
{
	struct rlimit limit = {1, 1};
	return prlimit(at->other, RLIMIT_NOFILE, &limit, NULL);
}

/* ---------------------------------------------------------------------- programs and their code */

static long run_program(const struct sicht_ground *at)
{
	char *arguments[] = {"/bin/true", NULL};
	(void)at;
	return execve(arguments[0], arguments, NULL);
}

static long start_process(const struct sicht_ground *at)
{
	(void)at;
	pid_t child = fork();
	if (child == 0)
		_exit(0);
	return child;
}

static int do_nothing(void *unused)
{
	(void)unused;
	return 0;
}

/* By the kernel's own call, since the C library's would be refused one call earlier. */
static long start_thread(const struct sicht_ground *at)
{
	static _Alignas(16) char stack[4 * PAGE_BYTES];
	(void)at;
	return clone(
		do_nothing, stack + sizeof stack, CLONE_VM | CLONE_THREAD | CLONE_SIGHAND, NULL);
}

static long start_thread_second_way(const struct sicht_ground *at)
{
	(void)at;
	return unless(syscall(SYS_clone3, NULL, (size_t)0), EINVAL, EINVAL);
}

static long await_others(const struct sicht_ground *at)
{
	(void)at;
	return unless(wait4(-1, NULL, WNOHANG, NULL), ECHILD, ECHILD);
}

static long map_writable_code(const struct sicht_ground *at)
{
	(void)at;
	void *map = mmap(NULL, PAGE_BYTES, PROT_READ | PROT_WRITE | PROT_EXEC,
		MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	return map == MAP_FAILED ? -1 : 0;
}

static long turn_data_into_code(const struct sicht_ground *at)
{
	(void)at;
	void *map =
		mmap(NULL, PAGE_BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	return map == MAP_FAILED ? -1 : mprotect(map, PAGE_BYTES, PROT_READ | PROT_EXEC);
}

static long make_memory_file(const struct sicht_ground *at)
{
	(void)at;
	return memfd_create("sicht", 0);
}

/* ----------------------------------------------------------------------------- without a limit */

static long take_addresses(const struct sicht_ground *at)
{
	const int flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE;
	(void)at;
	return mmap(NULL, TERABYTE, PROT_NONE, flags, -1, 0) == MAP_FAILED ? -1 : 0;
}

static long take_memory(const struct sicht_ground *at)
{
	const int flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE;
	const size_t size = SICHT_DECODER_DATA_BYTES + SICHT_DECODER_DATA_BYTES / 2;
	(void)at;
	return mmap(NULL, size, PROT_READ | PROT_WRITE, flags, -1, 0) == MAP_FAILED ? -1 : 0;
}

static long take_descriptors(const struct sicht_ground *at)
{
	for (int i = 0; i <= SICHT_DECODER_DESCRIPTORS; i++) {
		if (dup(at->evidence) < 0)
			return -1;
	}
	return 0;
}

/* What it could leave on a disk at its end, for want of a limit. */
static long leave_core(const struct sicht_ground *at)
{
	struct rlimit limit;
	(void)at;
	if (getrlimit(RLIMIT_CORE, &limit) != 0)
		return -1;
	errno = EFBIG;
	return limit.rlim_cur > 0 ? 0 : -1;
}

static long raise_limit(const struct sicht_ground *at)
{
	struct rlimit limit = {RLIM_INFINITY, RLIM_INFINITY};
	(void)at;
	return setrlimit(RLIMIT_DATA, &limit);
}

static long set_limit_old_way(const struct sicht_ground *at)
{
	struct rlimit limit;
	(void)at;
	return syscall(SYS_setrlimit, RLIMIT_NICE, memset(&limit, 0, sizeof limit));
}

/* --------------------------------------------------------------------------- rights and kernel */

static long become_root(const struct sicht_ground *at)
{
	(void)at;
	return setuid(0);
}

static long become_visible(const struct sicht_ground *at)
{
	(void)at;
	return prctl(PR_SET_DUMPABLE, 1, 0, 0, 0);
}

static long be_visible(const struct sicht_ground *at)
{
	(void)at;
	int visible = prctl(PR_GET_DUMPABLE, 0, 0, 0, 0);
	errno = EPERM;
	return visible > 0 ? 0 : -1;
}

static long gain_rights(const struct sicht_ground *at)
{
	(void)at;
	int never = prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0);
	errno = EPERM;
	return never == 1 ? -1 : 0;
}

static long outlive_parent(const struct sicht_ground *at)
{
	(void)at;
	return prctl(PR_SET_PDEATHSIG, 0, 0, 0, 0);
}

static long new_namespace(const struct sicht_ground *at)
{
	(void)at;
	return unshare(CLONE_NEWUSER);
}

static long change_personality(const struct sicht_ground *at)
{
	(void)at;
	return personality(ADDR_NO_RANDOMIZE);
}

static long change_filter(const struct sicht_ground *at)
{
	(void)at;
	return unless(syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, NULL), EFAULT, EFAULT);
}

/* On some processors there is a second table of calls, from this number on. */
static long call_second_table(const struct sicht_ground *at)
{
	(void)at;
	return unless(syscall(0x40000000 + SYS_getpid), ENOSYS, ENOSYS);
}

static long set_up_ring(const struct sicht_ground *at)
{
	struct io_uring_params parameters = {0};
	(void)at;
	return syscall(SYS_io_uring_setup, 1, &parameters);
}

static long load_bpf(const struct sicht_ground *at)
{
	(void)at;
	return unless(syscall(SYS_bpf, 0, NULL, 0), EFAULT, EINVAL);
}

static long handle_faults(const struct sicht_ground *at)
{
	(void)at;
	return syscall(SYS_userfaultfd, 0);
}

static long watch_performance(const struct sicht_ground *at)
{
	(void)at;
	return unless(syscall(SYS_perf_event_open, NULL, 0, -1, -1, 0), EFAULT, EFAULT);
}

static long use_keys(const struct sicht_ground *at)
{
	(void)at;
	return syscall(SYS_keyctl, 0, -3, 1, 0, 0);
}

/* ------------------------------------------------------------------------------------ the table */

/*
 * A row: what is tried; who holds it if all layers are there, and how; who holds it if that one is
 * missing. Of what many a system refuses by itself the last is not said.
 */

/* Who holds it if all layers are there. */
#define SECCOMP SICHT_SANDBOX_SECCOMP
#define RLIMITS SICHT_SANDBOX_RLIMITS
#define DESCRIPTOR SICHT_HELD_BY_DESCRIPTOR

/* How: by the end of the process, or by an error. */
#define ENDED                                                                                      \
	{                                                                                          \
		SICHT_END_BY(SIGSYS), SICHT_END_BY(SIGSYS)                                         \
	}
#define ENDED_IN_CHILD                                                                             \
	{                                                                                          \
		0, SICHT_END_BY(SIGSYS)                                                            \
	}
#define REFUSED(error)                                                                             \
	{                                                                                          \
		error, error                                                                       \
	}

/* Who holds it if that layer is missing, and how. */
#define NOBODY 0, 0, 0
#define LANDLOCK(error, from_version) SICHT_SANDBOX_LANDLOCK, error, from_version
#define LIMITS(end) SICHT_SANDBOX_RLIMITS, end, 0
#define NAMESPACES(error) SICHT_SANDBOX_NAMESPACES, error, 0
#define PROCESS_BITS(error) SICHT_SANDBOX_NO_NEW_PRIVS, error, 0
#define RIGHTS(error) SICHT_HELD_BY_RIGHTS, error, 0
#define THE_SYSTEM SICHT_HELD_BY_SYSTEM, 0, 0

/* clang-format off */
static const struct sicht_forbidden actions[] = {
	{"open a file", open_file, SECCOMP, REFUSED(EACCES), LANDLOCK(EACCES, 1)},
	{"open a file by openat2", open_second_way, SECCOMP, ENDED, LANDLOCK(EACCES, 1)},
	{"open the evidence again, for writing", open_again, SECCOMP, REFUSED(EACCES), LANDLOCK(EACCES, 1)},
	{"list a directory", list_directory, SECCOMP, REFUSED(EACCES), LANDLOCK(EACCES, 1)},
	{"create a file", create_file, SECCOMP, REFUSED(EACCES), LANDLOCK(EACCES, 1)},
	{"remove a file", remove_file, SECCOMP, REFUSED(EACCES), LANDLOCK(EACCES, 1)},
	{"rename a file", rename_file, SECCOMP, ENDED, LANDLOCK(EACCES, 1)},
	{"make a symbolic link", make_link, SECCOMP, ENDED, LANDLOCK(EACCES, 1)},
	{"make a directory", make_directory, SECCOMP, ENDED, LANDLOCK(EACCES, 1)},
	{"cut a file short", cut_file, SECCOMP, ENDED, LANDLOCK(EACCES, 3)},
	{"change the directory", change_directory, SECCOMP, ENDED, NOBODY},
	{"mount a file system", mount_something, SECCOMP, ENDED, RIGHTS(EPERM)},
	{"look at a file", look_at_file, SECCOMP, REFUSED(EACCES), NOBODY},
	{"look at a file by statx", look_second_way, SECCOMP, REFUSED(EACCES), NOBODY},
	{"ask whether there is a file", ask_for_file, SECCOMP, REFUSED(EACCES), NOBODY},
	{"read a symbolic link", read_link, SECCOMP, REFUSED(EACCES), NOBODY},

	{"change the evidence's mode", change_mode, SECCOMP, ENDED, NOBODY},
	{"change the evidence's owner", change_owner, SECCOMP, ENDED, NOBODY},
	{"change the evidence's times", change_times, SECCOMP, ENDED, NOBODY},
	{"change the evidence's attributes", change_attribute, SECCOMP, ENDED, NOBODY},
	{"change the evidence's flags", change_flags, SECCOMP, REFUSED(EACCES), NOBODY},
	{"change the evidence's length", change_length, SECCOMP, ENDED, NOBODY},
	{"write to the evidence", write_evidence, SECCOMP, ENDED, LIMITS(SICHT_END_BY(SIGXFSZ))},
	{"write to the evidence as standard error", write_as_error, RLIMITS,
		REFUSED(SICHT_END_BY(SIGXFSZ)), NOBODY},
	{"map the evidence for writing", map_evidence_writable, DESCRIPTOR, REFUSED(EACCES), NOBODY},
	{"change a descriptor", change_descriptor, SECCOMP, ENDED, NOBODY},

	{"open a network socket", open_network, SECCOMP, ENDED, NOBODY},
	{"connect over the network", connect_network, SECCOMP, ENDED, LANDLOCK(EACCES, 4)},
	{"send over the network", send_network, SECCOMP, ENDED, NAMESPACES(ENETUNREACH)},
	{"open a local socket", open_local_socket, SECCOMP, ENDED, NOBODY},
	{"send by another descriptor", send_elsewhere, SECCOMP, ENDED, NOBODY},
	{"receive by another descriptor", receive_elsewhere, SECCOMP, ENDED, NOBODY},
	{"speak as the server", speak_as_server, SECCOMP, ENDED_IN_CHILD, NOBODY},
	{"speak as the decoder", speak_as_decoder, SECCOMP, ENDED_IN_CHILD, NOBODY},
	{"take the next job", take_job, SECCOMP, ENDED_IN_CHILD, NOBODY},
	{"send a signal", send_signal, SECCOMP, ENDED, LANDLOCK(EPERM, 6)},
	{"send a signal to a thread", signal_thread, SECCOMP, {SICHT_END_BY(SIGSYS), EPERM}, LANDLOCK(EPERM, 6)},
	{"trace a process", trace_process, SECCOMP, ENDED, LANDLOCK(EPERM, 1)},
	{"write another process' memory", write_memory, SECCOMP, ENDED, LANDLOCK(EPERM, 1)},
	{"share memory", share_memory, SECCOMP, ENDED, NOBODY},
	{"schedule a process", schedule_process, SECCOMP, REFUSED(EPERM), NOBODY},
	{"learn how a process is scheduled", read_schedule, SECCOMP, REFUSED(EPERM), NOBODY},
	{"move a process to a processor", pin_process, SECCOMP, ENDED, NOBODY},
	{"slow a process down", slow_process, SECCOMP, ENDED, NOBODY},
	{"slow a process' disk down", slow_disk, SECCOMP, ENDED, NOBODY},
	{"limit a process", limit_process, SECCOMP, REFUSED(EACCES), NOBODY},

	{"run a program", run_program, SECCOMP, ENDED, LANDLOCK(EACCES, 1)},
	{"start a process", start_process, SECCOMP, ENDED, NOBODY},
	{"start a thread", start_thread, SECCOMP, REFUSED(EAGAIN), NOBODY},
	{"start a thread by clone3", start_thread_second_way, SECCOMP, REFUSED(ENOSYS), THE_SYSTEM},
	{"wait for other processes", await_others, SECCOMP, ENDED, NOBODY},
	{"map writable code", map_writable_code, SECCOMP, ENDED, NOBODY},
	{"turn data into code", turn_data_into_code, SECCOMP, ENDED, NOBODY},
	{"make a file in memory", make_memory_file, SECCOMP, ENDED, NOBODY},

	{"take all addresses", take_addresses, RLIMITS, REFUSED(ENOMEM), NOBODY},
	{"take all memory", take_memory, RLIMITS, REFUSED(ENOMEM), THE_SYSTEM},
	{"take all descriptors", take_descriptors, RLIMITS, REFUSED(EMFILE), NOBODY},
	{"leave its memory on a disk", leave_core, SECCOMP, REFUSED(EACCES), LIMITS(EFBIG)},
	{"raise a limit", raise_limit, SECCOMP, REFUSED(EACCES), RIGHTS(EPERM)},
	{"set a limit by the old call", set_limit_old_way, SECCOMP, ENDED, NOBODY},

	{"change the user", become_root, SECCOMP, ENDED, THE_SYSTEM},
	{"become visible to debuggers", become_visible, SECCOMP, ENDED, NOBODY},
	{"be visible to debuggers", be_visible, SECCOMP, ENDED, PROCESS_BITS(EPERM)},
	{"gain rights by a program", gain_rights, SECCOMP, ENDED, PROCESS_BITS(EPERM)},
	{"outlive the parent", outlive_parent, SECCOMP, ENDED, NOBODY},
	{"enter a namespace", new_namespace, SECCOMP, ENDED, THE_SYSTEM},
	{"change the personality", change_personality, SECCOMP, ENDED, THE_SYSTEM},
	{"change the filter", change_filter, SECCOMP, ENDED, THE_SYSTEM},
	{"call by a second table", call_second_table, SECCOMP, ENDED, THE_SYSTEM},
	{"set up a ring of system calls", set_up_ring, SECCOMP, ENDED, THE_SYSTEM},
	{"load a program into the kernel", load_bpf, SECCOMP, ENDED, THE_SYSTEM},
	{"handle page faults", handle_faults, SECCOMP, ENDED, THE_SYSTEM},
	{"watch performance", watch_performance, SECCOMP, ENDED, THE_SYSTEM},
	{"use the kernel's keys", use_keys, SECCOMP, ENDED, THE_SYSTEM},
};
/* clang-format on */

const struct sicht_forbidden *sicht_forbidden_actions(size_t *count)
{
	*count = sizeof actions / sizeof *actions;
	return actions;
}

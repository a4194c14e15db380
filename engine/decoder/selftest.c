/* SPDX-License-Identifier: MIT */
/*
 * Does the sandbox hold on this system? Each action runs in a child of its own, since the kernel
 * ends most of them at the first forbidden call. A child that comes back tells by its exit status
 * what it was told: 0 would be success, which is the failure of this test, else an error number.
 *
 * The "evidence" is a file in memory, opened for reading only, as a decoder gets it.
 */
#include "engine/decoder/selftest.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <linux/io_uring.h>
#include <sched.h>
#include <signal.h>
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

#define PAGE_BYTES 4096

/* An action: 0 or more if the system let it happen, -1 and errno if not. */
struct action {
	const char *name;
	long (*run)(int evidence);
};

/* ------------------------------------------------------------------------------ files and names */

static long open_file(int evidence)
{
	(void)evidence;
	return open("/etc/passwd", O_RDONLY);
}

static long create_file(int evidence)
{
	(void)evidence;
	return open("/tmp/sicht-self-test", O_WRONLY | O_CREAT | O_EXCL, 0600);
}

static long open_again(int evidence)
{
	char path[64];
	snprintf(path, sizeof path, "/proc/self/fd/%d", evidence);
	return open(path, O_RDWR);
}

static long open_second_way(int evidence)
{
	uint64_t how[3] = {O_RDONLY, 0, 0};
	(void)evidence;
	return syscall(SYS_openat2, AT_FDCWD, "/etc/passwd", how, sizeof how);
}

static long list_directory(int evidence)
{
	(void)evidence;
	return open("/", O_RDONLY | O_DIRECTORY);
}

static long remove_file(int evidence)
{
	(void)evidence;
	return unlink("/tmp/sicht-self-test-none") == 0 || errno == ENOENT ? 0 : -1;
}

static long rename_file(int evidence)
{
	(void)evidence;
	return rename("/tmp/sicht-self-test-none", "/tmp/sicht-self-test-other") == 0 ||
			       errno == ENOENT
		       ? 0
		       : -1;
}

static long make_link(int evidence)
{
	(void)evidence;
	return symlink("/etc/passwd", "/tmp/sicht-self-test-link");
}

static long make_directory(int evidence)
{
	(void)evidence;
	return mkdir("/tmp/sicht-self-test-directory", 0700);
}

static long change_directory(int evidence)
{
	(void)evidence;
	return chdir("/");
}

static long mount_something(int evidence)
{
	(void)evidence;
	return mount("none", "/tmp", "tmpfs", 0, NULL);
}

/* ------------------------------------------------------------------------------- the evidence */

static long change_mode(int evidence)
{
	return fchmod(evidence, 0600);
}

static long change_owner(int evidence)
{
	return fchown(evidence, getuid(), getgid());
}

static long change_times(int evidence)
{
	return futimens(evidence, NULL);
}

static long change_attribute(int evidence)
{
	return fsetxattr(evidence, "user.sicht", "x", 1, 0);
}

static long change_flags(int evidence)
{
	int flags = 0;
	return ioctl(evidence, FS_IOC_SETFLAGS, &flags);
}

static long change_length(int evidence)
{
	return ftruncate(evidence, 0);
}

static long write_evidence(int evidence)
{
	return write(evidence, "x", 1);
}

static long map_evidence_writable(int evidence)
{
	void *map = mmap(NULL, PAGE_BYTES, PROT_READ | PROT_WRITE, MAP_SHARED, evidence, 0);
	return map == MAP_FAILED ? -1 : 0;
}

/* ------------------------------------------------------------------------- network and others */

static long open_network(int evidence)
{
	(void)evidence;
	return socket(AF_INET, SOCK_STREAM, 0);
}

static long open_local_socket(int evidence)
{
	(void)evidence;
	return socket(AF_UNIX, SOCK_STREAM, 0);
}

static long send_elsewhere(int evidence)
{
	struct msghdr message = {0};
	return sendmsg(evidence, &message, 0);
}

static long signal_parent(int evidence)
{
	(void)evidence;
	return kill(getppid(), 0);
}

static long signal_parent_thread(int evidence)
{
	(void)evidence;
	return syscall(SYS_tgkill, getppid(), getppid(), 0);
}

static long trace_parent(int evidence)
{
	(void)evidence;
	return ptrace(PTRACE_SEIZE, getppid(), NULL, NULL);
}

static long write_parent_memory(int evidence)
{
	char byte = 0;
	struct iovec ours = {&byte, 1}, theirs = {&byte, 1};
	(void)evidence;
	return process_vm_writev(getppid(), &ours, 1, &theirs, 1, 0);
}

static long share_memory(int evidence)
{
	(void)evidence;
	return shmget(IPC_PRIVATE, PAGE_BYTES, IPC_CREAT | 0600);
}

/* ---------------------------------------------------------------------- programs and their code */

static long run_program(int evidence)
{
	char *arguments[] = {"/bin/true", NULL};
	(void)evidence;
	return execve(arguments[0], arguments, NULL);
}

static long start_process(int evidence)
{
	(void)evidence;
	pid_t child = fork();
	if (child == 0)
		_exit(0);
	return child;
}

static long map_writable_code(int evidence)
{
	(void)evidence;
	void *map = mmap(NULL, PAGE_BYTES, PROT_READ | PROT_WRITE | PROT_EXEC,
		MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	return map == MAP_FAILED ? -1 : 0;
}

static long turn_data_into_code(int evidence)
{
	(void)evidence;
	void *map =
		mmap(NULL, PAGE_BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	return map == MAP_FAILED ? -1 : mprotect(map, PAGE_BYTES, PROT_READ | PROT_EXEC);
}

static long make_memory_file(int evidence)
{
	(void)evidence;
	return memfd_create("sicht", 0);
}

/* --------------------------------------------------------------------------- rights and kernel */

static long become_root(int evidence)
{
	(void)evidence;
	return setuid(0);
}

static long raise_limit(int evidence)
{
	struct rlimit limit = {RLIM_INFINITY, RLIM_INFINITY};
	(void)evidence;
	return setrlimit(RLIMIT_DATA, &limit);
}

static long become_visible(int evidence)
{
	(void)evidence;
	return prctl(PR_SET_DUMPABLE, 1, 0, 0, 0);
}

static long new_namespace(int evidence)
{
	(void)evidence;
	return unshare(CLONE_NEWUSER);
}

static long change_personality(int evidence)
{
	(void)evidence;
	return personality(ADDR_NO_RANDOMIZE);
}

static long set_up_ring(int evidence)
{
	struct io_uring_params parameters = {0};
	(void)evidence;
	return syscall(SYS_io_uring_setup, 1, &parameters);
}

static long load_bpf(int evidence)
{
	(void)evidence;
	return syscall(SYS_bpf, 0, NULL, 0) >= 0 || errno == EFAULT || errno == EINVAL ? 0 : -1;
}

static long handle_faults(int evidence)
{
	(void)evidence;
	return syscall(SYS_userfaultfd, 0);
}

static long watch_performance(int evidence)
{
	(void)evidence;
	return syscall(SYS_perf_event_open, NULL, 0, -1, -1, 0) >= 0 || errno == EFAULT ? 0 : -1;
}

static long use_keys(int evidence)
{
	(void)evidence;
	return syscall(SYS_keyctl, 0, -3, 1, 0, 0);
}

/* On a process of the same user, which is none of its business. */
static long schedule_parent(int evidence)
{
	struct {
		uint32_t size, policy;
		uint64_t flags;
		int32_t nice;
		uint32_t priority;
		uint64_t times[3];
	} attributes = {.size = 48, .nice = 5};
	(void)evidence;
	return syscall(SYS_sched_setattr, getppid(), &attributes, 0);
}

static long pin_parent(int evidence)
{
	cpu_set_t processors;
	CPU_ZERO(&processors);
	CPU_SET(0, &processors);
	(void)evidence;
	return sched_setaffinity(getppid(), sizeof processors, &processors);
}

static long slow_parent(int evidence)
{
	(void)evidence;
	return setpriority(PRIO_PROCESS, (id_t)getppid(), 5);
}

static long slow_parent_disk(int evidence)
{
	const int idle = 3 << 13;
	(void)evidence;
	return syscall(SYS_ioprio_set, 1, getppid(), idle);
}

static long limit_parent(int evidence)
{
	struct rlimit limit = {1, 1};
	(void)evidence;
	return prlimit(getppid(), RLIMIT_NOFILE, &limit, NULL);
}

static long read_schedule(int evidence)
{
	uint8_t attributes[56];
	(void)evidence;
	return syscall(SYS_sched_getattr, getppid(), attributes, sizeof attributes, 0);
}

/* By the kernel's own call, since the C library's would be refused one call earlier. */
static long start_thread(int evidence)
{
	const unsigned long flags = CLONE_VM | CLONE_THREAD | CLONE_SIGHAND;
	(void)evidence;
	return syscall(SYS_clone, flags, 0, 0, 0, 0);
}

static long start_thread_second_way(int evidence)
{
	uint64_t arguments[11] = {CLONE_VM | CLONE_THREAD | CLONE_SIGHAND};
	(void)evidence;
	return syscall(SYS_clone3, arguments, sizeof arguments);
}

static const struct action actions[] = {
	{"open a file", open_file},
	{"open a file by openat2", open_second_way},
	{"list a directory", list_directory},
	{"create a file", create_file},
	{"remove a file", remove_file},
	{"rename a file", rename_file},
	{"make a symbolic link", make_link},
	{"make a directory", make_directory},
	{"change the directory", change_directory},
	{"mount a file system", mount_something},
	{"open the evidence again, for writing", open_again},
	{"change the evidence's mode", change_mode},
	{"change the evidence's owner", change_owner},
	{"change the evidence's times", change_times},
	{"change the evidence's attributes", change_attribute},
	{"change the evidence's flags", change_flags},
	{"change the evidence's length", change_length},
	{"write to the evidence", write_evidence},
	{"map the evidence for writing", map_evidence_writable},
	{"open a network socket", open_network},
	{"open a local socket", open_local_socket},
	{"send by another descriptor", send_elsewhere},
	{"send a signal", signal_parent},
	{"send a signal to a thread", signal_parent_thread},
	{"trace a process", trace_parent},
	{"schedule a process", schedule_parent},
	{"learn how a process is scheduled", read_schedule},
	{"move a process to a processor", pin_parent},
	{"slow a process down", slow_parent},
	{"slow a process' disk down", slow_parent_disk},
	{"limit a process", limit_parent},
	{"write another process' memory", write_parent_memory},
	{"share memory", share_memory},
	{"run a program", run_program},
	{"start a process", start_process},
	{"start a thread", start_thread},
	{"start a thread by clone3", start_thread_second_way},
	{"map writable code", map_writable_code},
	{"turn data into code", turn_data_into_code},
	{"make a file in memory", make_memory_file},
	{"change the user", become_root},
	{"raise a limit", raise_limit},
	{"become visible to debuggers", become_visible},
	{"enter a namespace", new_namespace},
	{"change the personality", change_personality},
	{"set up a ring of system calls", set_up_ring},
	{"load a program into the kernel", load_bpf},
	{"handle page faults", handle_faults},
	{"watch performance", watch_performance},
	{"use the kernel's keys", use_keys},
};

/* --------------------------------------------------------------------------------- the test */

/* A file in memory with one page, open for reading only; -1: none. */
static int open_evidence(void)
{
	char path[64];
	int file = memfd_create("sicht-self-test", MFD_CLOEXEC);
	if (file < 0 || ftruncate(file, PAGE_BYTES) != 0)
		return -1;
	snprintf(path, sizeof path, "/proc/self/fd/%d", file);
	int evidence = open(path, O_RDONLY | O_CLOEXEC);
	close(file);
	return evidence;
}

/* What a process that was ended for a forbidden call becomes as an exit status of another. */
#define STATUS_ENDED 255

/* The cells: that of a decoder, and that of its processes for one job. */
enum cell {
	DECODER,
	CHILD,
};

static int status_of(pid_t child)
{
	int status;
	if (child < 0 || waitpid(child, &status, 0) != child)
		return 0;
	if (WIFSIGNALED(status))
		return WTERMSIG(status) == SIGSYS ? STATUS_ENDED : 0;
	return WEXITSTATUS(status);
}

static int try_here(const struct action *action, int evidence)
{
	return action->run(evidence) >= 0 ? 0 : errno;
}

/* As server.c has it: started by a process that may do that, which then tells of its end. */
static int try_in_child(const struct action *action, int evidence)
{
	pid_t server = getpid(), child = fork();
	if (child == 0) {
		sicht_sandbox_enter_child(server, 1000, 1000);
		_exit(try_here(action, evidence));
	}
	return status_of(child);
}

/* What became of an action in a cell: STATUS_ENDED, an error number, or 0: it was done. */
static int try_action(const struct action *action, enum cell cell, int evidence)
{
	pid_t parent = getpid(), child = fork();
	if (child == 0 && cell == CHILD) {
		sicht_sandbox_enter(parent, SICHT_SANDBOX_FORKS);
		_exit(try_in_child(action, evidence));
	}
	if (child == 0) {
		sicht_sandbox_enter(parent, SICHT_SANDBOX_DECODES);
		_exit(try_here(action, evidence));
	}
	return status_of(child);
}

static bool report(const struct action *action, enum cell cell, int evidence)
{
	const char *place = cell == CHILD ? ", in a process for one job" : "";
	int status = try_action(action, cell, evidence);
	if (status == STATUS_ENDED)
		printf("ended    %s%s\n", action->name, place);
	else if (status != 0)
		printf("refused  %s%s (%s)\n", action->name, place, strerror(status));
	else
		printf("ALLOWED  %s%s\n", action->name, place);
	fflush(stdout);
	return status != 0;
}

/* Which layers hold, learnt from a child as well. */
static unsigned active_layers(void)
{
	pid_t parent = getpid(), child = fork();
	int status = 0;
	if (child == 0)
		_exit((int)sicht_sandbox_enter(parent, SICHT_SANDBOX_DECODES));
	return child > 0 && waitpid(child, &status, 0) == child ? (unsigned)WEXITSTATUS(status) : 0;
}

int sicht_self_test(void)
{
	char text[SICHT_LAYERS_TEXT_SIZE];
	const size_t count = sizeof actions / sizeof *actions;
	size_t held = 0;
	int evidence = open_evidence();
	if (evidence < 0) {
		perror("sicht-decoder: cannot make a file to try on");
		return 1;
	}
	printf("layers   %s\n", sicht_layers_text(active_layers(), text));
	fflush(stdout);
	for (size_t i = 0; i < 2 * count; i++)
		held += report(&actions[i / 2], i % 2 == 0 ? DECODER : CHILD, evidence);
	close(evidence);
	printf("%zu of %zu forbidden actions were prevented\n", held, 2 * count);
	return held == 2 * count ? 0 : 1;
}

/*
 * The program that the wrapper under test starts. It must notice everything and change nothing, so it is C without a runtime of its own.
 * Reports are lines of NAME=VALUE in hex, in a file: standard output may go through the wrapper.
 *
 *   probe exit CODE          ends with this code
 *   probe die SIGNAL         ends by this signal, at its default action
 *   probe report FILE ARG…   arguments, environment, descriptors, attributes of the process, standard input if it is a file or a pipe
 *   probe wait FILE          says that it runs and waits for a signal
 *   probe catch FILE         notes each signal it gets, until SIGTERM
 *   probe tty FILE           says that it runs at a terminal and waits for a line
 *   probe hold TEXT          keeps TEXT in its memory and waits (to see that a search of core dumps finds what is there)
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <termios.h>
#include <unistd.h>

extern char **environ;
static char *buffer;
static size_t filled, room;

static void put(const void *bytes, size_t length)
{
    if (filled + length > room && !(buffer = realloc(buffer, room = 2 * (filled + length))))
        abort();
    memcpy(buffer + filled, bytes, length);
    filled += length;
}

static void note(const char *name, const void *bytes, size_t length)
{
    put(name, strlen(name));
    put("=", 1);
    for (size_t i = 0; i < length; i++) {
        char hex[3];
        snprintf(hex, sizeof hex, "%02x", ((const unsigned char *)bytes)[i]);
        put(hex, 2);
    }
    put("\n", 1);
}

static void note_text(const char *name, const char *text) { note(name, text, strlen(text)); }

static void note_number(const char *name, long number)
{
    char text[32];
    snprintf(text, sizeof text, "%ld", number);
    note_text(name, text);
}

/* Renamed into place, so that the file is complete as soon as it is there. */
static void save(const char *path)
{
    char other[4096];
    snprintf(other, sizeof other, "%s.new", path);
    int file = open(other, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (file < 0 || write(file, buffer, filled) != (ssize_t)filled || close(file) != 0 || rename(other, path) != 0)
        _exit(99);
}

static void note_file(const char *name, const char *path)
{
    static char text[1 << 16];
    int file = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t length = file < 0 ? -1 : read(file, text, sizeof text);
    if (file >= 0)
        close(file);
    if (length >= 0)
        note(name, text, length);
}

static void note_descriptors(void)
{
    for (int fd = 0; fd < 4096; fd++) {
        struct stat info;
        char link[64], target[4096], line[4400];
        if (fstat(fd, &info) != 0)
            continue;
        snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
        ssize_t length = readlink(link, target, sizeof target - 1);
        target[length < 0 ? 0 : length] = 0;
        snprintf(line, sizeof line, "%d flags %o %o at %ld: %s", fd, fcntl(fd, F_GETFD), fcntl(fd, F_GETFL),
                 S_ISREG(info.st_mode) ? (long)lseek(fd, 0, SEEK_CUR) : 0L, target);
        note_text("descriptor", line);
    }
}

static void note_terminal(void)
{
    struct termios settings;
    struct winsize size;
    int controlling = open("/dev/tty", O_RDONLY | O_CLOEXEC | O_NOCTTY);
    note_number("tty.controlling", controlling >= 0);
    note_number("tty.foreground", controlling >= 0 && tcgetpgrp(controlling) == getpgrp());
    if (controlling >= 0)
        close(controlling);
    for (int fd = 0; fd < 3; fd++) {
        char name[16];
        snprintf(name, sizeof name, "tty.%d", fd);
        note_number(name, isatty(fd));
    }
    memset(&settings, 0, sizeof settings);
    if (tcgetattr(0, &settings) == 0)
        note("tty.settings", &settings, sizeof settings);
    if (ioctl(0, TIOCGWINSZ, &size) == 0)
        note("tty.size", &size, sizeof size);
}

static void note_process(void)
{
    int value = 0;
    unsigned long mask[16] = {0};
    char directory[4096];
    ssize_t length = readlink("/proc/self/cwd", directory, sizeof directory);
    note("cwd", directory, length < 0 ? 0 : length);
    mode_t old = umask(0);
    umask(old);
    note_number("umask", old);
    note_number("pid", getpid());
    note_number("ppid", getppid());
    note_number("group", getpgrp());
    note_number("session", getsid(0));
    note_number("attribute.nice", getpriority(PRIO_PROCESS, 0));
    note_number("attribute.scheduler", sched_getscheduler(0));
    note_number("attribute.io priority", syscall(SYS_ioprio_get, 1, 0));
    note_number("attribute.personality", personality(0xffffffff));
    note_number("attribute.dumpable", prctl(PR_GET_DUMPABLE));
    note_number("attribute.timer slack", prctl(PR_GET_TIMERSLACK));
    note_number("attribute.secure bits", prctl(PR_GET_SECUREBITS));
    note_number("attribute.subreaper", prctl(PR_GET_CHILD_SUBREAPER, &value) == 0 ? value : -1);
    note_number("attribute.signal when the parent dies", prctl(PR_GET_PDEATHSIG, &value) == 0 ? value : -1);
    note_number("attribute.alarm", alarm(0) != 0);
    if (sched_getaffinity(0, sizeof mask, (cpu_set_t *)mask) == 0)
        note("attribute.affinity", mask, sizeof mask);
    note_file("attribute.oom score", "/proc/self/oom_score_adj");
    note_file("attribute.core dump filter", "/proc/self/coredump_filter");
    note_file("attribute.control group", "/proc/self/cgroup");
    note_file("limits", "/proc/self/limits");
    note_file("status", "/proc/self/status");
}

static void note_input(void)
{
    struct stat info;
    static char text[1 << 16];
    ssize_t length;
    if (fstat(0, &info) != 0 || !(S_ISREG(info.st_mode) || S_ISFIFO(info.st_mode)))
        return;
    note_text("stdin", "");
    while ((length = read(0, text, sizeof text)) > 0)
        note("stdin", text, length);
}

static const char *noted;

static void on_signal(int signal)
{
    char line[16];
    int file = open(noted, O_WRONLY | O_APPEND | O_CLOEXEC);
    int length = snprintf(line, sizeof line, "%d\n", signal);
    if (file < 0 || write(file, line, length) != length)
        _exit(99);
    close(file);
    if (signal == SIGTERM)
        _exit(42);
}

static void catch_signals(const char *path)
{
    static const int signals[] = {SIGHUP, SIGINT, SIGQUIT, SIGUSR1, SIGUSR2, SIGALRM, SIGCONT, SIGWINCH, SIGTERM};
    struct sigaction action = {.sa_handler = on_signal};
    sigfillset(&action.sa_mask);
    noted = path;
    for (size_t i = 0; i < sizeof signals / sizeof *signals; i++)
        sigaction(signals[i], &action, NULL);
}

static void die(int number)
{
    /* The C library keeps the first real-time signals to itself; the kernel does not mind. */
    struct { void *handler; unsigned long flags; void *restorer; unsigned long mask; } action = {0};
    unsigned long all = ~0UL;
    struct rlimit none = {0, 0};
    setrlimit(RLIMIT_CORE, &none);
    syscall(SYS_rt_sigaction, number, &action, NULL, sizeof all);
    syscall(SYS_rt_sigprocmask, SIG_UNBLOCK, &all, NULL, sizeof all);
    syscall(SYS_kill, getpid(), number);
    _exit(98);
}

int main(int argc, char **argv)
{
    if (argc < 3)
        return 97;
    const char *command = argv[1];
    if (strcmp(command, "exit") == 0)
        return atoi(argv[2]);
    if (strcmp(command, "die") == 0)
        die(atoi(argv[2]));
    if (strcmp(command, "report") == 0) {
        note_descriptors();
        for (int i = 0; i < argc; i++)
            note_text("argument", argv[i]);
        for (char **entry = environ; *entry; entry++)
            note_text("variable", *entry);
        note_process();
        note_terminal();
        note_input();
        save(argv[2]);
        return 0;
    }

    note_number("pid", getpid());
    note_terminal();
    if (strcmp(command, "catch") == 0)
        catch_signals(argv[2]);
    if (strcmp(command, "hold") != 0)
        save(argv[2]);
    if (strcmp(command, "tty") == 0) {
        char line[256];
        ssize_t length = read(0, line, sizeof line);
        note("line", line, length < 0 ? 0 : length);
        save(argv[2]);
        return length > 0 ? 0 : 96;
    }
    for (;;)
        pause();
}

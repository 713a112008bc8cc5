/*
 * What cannot be done from C#: before Main, around execve and in a signal handler. Linked into the published
 * executables for Linux: see docs/decisions/0035-exec-c.md.
 */
#include <errno.h>
#include <malloc.h>
#include <nss.h>
#include <pthread.h>
#include <signal.h>
#include <stddef.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#ifndef MADV_POPULATE_WRITE
#define MADV_POPULATE_WRITE 23
#endif

/*
 * The .NET runtime takes some signals for itself before the first line of Main, and gives it the arguments as strings, which are not always
 * the bytes. The C library calls this before the runtime starts, with what it gives to main.
 */
static unsigned long long ignored;
static sigset_t blocked;
static char **arguments, **environment;

__attribute__((constructor)) static void look(int count, char **argv, char **envp)
{
    (void)count;
    arguments = argv;
    environment = envp;
    pthread_sigmask(SIG_SETMASK, NULL, &blocked);
    for (int number = 1; number <= 64; number++) {
        struct sigaction action;
        if (sigaction(number, NULL, &action) == 0 && action.sa_handler == SIG_IGN)
            ignored |= 1ULL << (number - 1);
    }
}

/*
 * The runtime is about to fill all of .bss, 3 MB, one page fault after another. In one call the kernel does it in a tenth of
 * the time. A kernel before 5.14 does not know the call, which is no loss.
 */
/* docs/decisions/0050 */
__attribute__((constructor)) static void populate(void)
{
    extern char __bss_start[], _end[];
    const size_t page = (size_t)sysconf(_SC_PAGESIZE);
    const size_t first = ((size_t)__bss_start + page - 1) & ~(page - 1);
    const size_t last = (size_t)_end & ~(page - 1);
    madvise((void *)first, last - first, MADV_POPULATE_WRITE);
#ifdef M_ARENA_MAX
    /* An arena for each of the runtime's threads, which allocate next to nothing. */
    mallopt(M_ARENA_MAX, 1);
#endif
}

/*
 * OPENSSL_CONF and the machine's openssl.cnf are meant for the machine's OpenSSL, and for the command. The copy that is linked in would
 * look there for modules of another version, and .NET aborts when it finds none. Whoever asks for no configuration first wins.
 */
/* docs/decisions/0061 */
extern int OPENSSL_init_crypto(unsigned long long options, const void *settings) __attribute__((weak));

__attribute__((constructor)) static void configure_openssl(void)
{
    /* Nor may it tidy up at the end: threads of the runtime may still be in it. .NET asks for the same, but the first call counts. */
    const unsigned long long no_load_config = 0x80, no_atexit = 0x80000;
    if (OPENSSL_init_crypto != NULL)
        OPENSSL_init_crypto(no_load_config | no_atexit, NULL);
}

#ifdef PSONOCI_STATIC
/*
 * nsswitch.conf names libraries that a static executable can only load where they belong to its own version of the C library. It asks
 * the files and DNS, which it contains, whatever the machine is told to ask besides.
 */
/* docs/decisions/0036 */
__attribute__((constructor)) static void resolve_names_alone(void)
{
    static const char *const databases[] = {"passwd", "group", "initgroups", "services", "protocols", "networks"};
    __nss_configure_lookup("hosts", "files dns");
    for (size_t i = 0; i < sizeof databases / sizeof *databases; i++)
        __nss_configure_lookup(databases[i], "files");
}
#endif

/* The mask when the process started, and the signals that were ignored: bit n - 1 stands for signal n. */
unsigned long long psonoci_signals_at_start(sigset_t *mask)
{
    *mask = blocked;
    return ignored;
}

/* Where the kernel put them. */
void psonoci_initial_block(char ***argv, char ***envp)
{
    *argv = arguments;
    *envp = environment;
}

/*
 * A line that says what is being waited for must not stay when a person interrupts the waiting. The signal is then taken as
 * ever. A signal that is ignored, or that somebody else handles, is left alone. Length 0: there is no line (any more).
 */
static volatile sig_atomic_t line_length;

static void erase_line(int number)
{
    static const char blanks[] = "                                                                                                    ";
    const size_t length = (size_t)line_length < sizeof blanks - 1 ? (size_t)line_length : sizeof blanks - 1;
    if (length > 0 && write(2, "\r", 1) == 1 && write(2, blanks, length) > 0 && write(2, "\r", 1) == 1)
        line_length = 0;
    raise(number);
}

void psonoci_erase_line_on_interrupt(int length)
{
    static const int numbers[] = {SIGINT, SIGTERM, SIGHUP};
    line_length = length;
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        struct sigaction now, then = {.sa_handler = length > 0 ? erase_line : SIG_DFL, .sa_flags = SA_RESETHAND | SA_NODEFER};
        if (sigaction(numbers[i], NULL, &now) == 0 && now.sa_handler == (length > 0 ? SIG_DFL : erase_line))
            sigaction(numbers[i], &then, NULL);
    }
}

/*
 * While one thread is in execve, Linux lets no other thread start a new one (EAGAIN, from copy_fs). A worker of the runtime that tries it
 * would end the process with "out of memory" in the middle of a successful execve. So it waits: until execve has ended all threads, or
 * has failed. A machine that is out of threads is still found out, a second later. The linker puts this in the place of pthread_create.
 */
int __real_pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*start)(void *), void *argument);

int __wrap_pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*start)(void *), void *argument)
{
    const struct timespec pause = {0, 1000000};
    int error;
    for (int attempt = 0; (error = __real_pthread_create(thread, attributes, start, argument)) == EAGAIN && attempt < 1000; attempt++)
        nanosleep(&pause, NULL);
    return error;
}

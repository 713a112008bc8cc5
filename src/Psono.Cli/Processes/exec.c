/*
 * Two things around execve that cannot be done from C#, linked into the published executable: see docs/decisions/0035-exec-c.md.
 */
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stddef.h>
#include <time.h>

/* The .NET runtime takes some signals for itself before the first line of Main. The loader calls this before the runtime starts. */
static unsigned long long ignored;
static sigset_t blocked;

__attribute__((constructor)) static void look(void)
{
    pthread_sigmask(SIG_SETMASK, NULL, &blocked);
    for (int number = 1; number <= 64; number++) {
        struct sigaction action;
        if (sigaction(number, NULL, &action) == 0 && action.sa_handler == SIG_IGN)
            ignored |= 1ULL << (number - 1);
    }
}

/* The mask when the process started, and the signals that were ignored: bit n - 1 stands for signal n. */
unsigned long long psonoci_signals_at_start(sigset_t *mask)
{
    *mask = blocked;
    return ignored;
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

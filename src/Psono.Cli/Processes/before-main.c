/*
 * The .NET runtime takes some signals for itself before the first line of Main. This runs before the runtime: it is linked into the
 * executable and called by the loader. See docs/decisions/0035-before-main.md.
 */
#include <signal.h>
#include <stddef.h>

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

using Psono.EndToEndTests.Fixtures;

namespace Psono.EndToEndTests.Run;

/// <summary>
/// The runtime's threads start others while the main thread is in execve, which Linux refuses. With psonoci itself that takes a loaded
/// machine and hundreds of starts to see, so what is linked into it is tested in a program that does nothing else.
/// </summary>
public sealed class ThreadsDuringExecTests
{
    private const string Program =
        """
        #include <pthread.h>
        #include <stdlib.h>
        #include <unistd.h>
        static void *nothing(void *unused) { return unused; }
        static void *start_threads(void *unused)
        {
            for (;;) {
                pthread_t thread;
                if (pthread_create(&thread, NULL, nothing, NULL) != 0)
                    abort();
                pthread_join(thread, NULL);
            }
            return unused;
        }
        int main(void)
        {
            pthread_t thread;
            if (pthread_create(&thread, NULL, start_threads, NULL) != 0)
                return 1;
            usleep(500);
            execl("/bin/true", "true", NULL);
            return 1;
        }
        """;

    [Fact]
    public async Task A_thread_that_is_started_during_execve_does_not_end_the_process()
    {
        using var directory = new TemporaryDirectory();
        await File.WriteAllTextAsync(directory.File("race.c"), Program);

        var result = await Shell.RunAsync(
            $"""
            set -e; cd {directory.Path}; ulimit -c 0
            gcc -pthread -o plain race.c
            gcc -pthread -Wl,--wrap=pthread_create -o wrapped race.c {Published.Root}/src/Psono.Cli/Processes/exec.c
            until_failure() (for i in $(seq $2); do ./$1 || exec echo failed; done; echo never)
            (until_failure plain 1000; until_failure wrapped 150) 2>/dev/null
            """,
            patience: TimeSpan.FromMinutes(5));

        // The first line shows that there is a race to lose.
        Assert.Equal("failed\nnever\n", result.Succeeds().Output);
    }
}

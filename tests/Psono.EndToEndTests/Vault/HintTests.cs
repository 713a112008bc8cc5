using System.Text.RegularExpressions;
using Psono.EndToEndTests.Fixtures;

namespace Psono.EndToEndTests.Vault;

/// <summary>What a person is told to do, done, gets further. Those of another server key and of an older tree are with theirs.</summary>
public sealed partial class HintTests(World world)
{
    private const string Same = "'hints: same'";

    /// <summary>A mistake, a part of its hint, and the line that follows it. {id} is the last id that was printed.</summary>
    public static TheoryData<string, string, string> Mistakes { get; } = new()
    {
        { "show nothing", "to list them: psonoci vault ls", "ls" },
        { "show 'hints: titel'", "did you mean 'hints: title'?", "show 'hints: title'" },
        { $"show {Same}", "include its folder, as in 'A/hints: same'", "show 'A/hints: same'" },
        { "rm 'hints: title' && psonoci vault show 'hints: title'", "psonoci vault restore 'hints: title'", "restore 'hints: title'" },
        { "create --title 'hints: none'", "NAME=VALUE", "create --title 'hints: some' NAME=VALUE" },
        { "create --tittle x A=1", "did you mean '--title'?", "create --title 'hints: x' A=1" },
        { "edit 'hints: title'", "--note", "edit 'hints: title' --note n" },
        { "edit 'hints: title' --unst a", "did you mean '--unset'?", "edit 'hints: title' --unset a" },
        { "api-key create 'hints: twice' --secret 'hints: title' && psonoci vault api-key create 'hints: twice' --secret 'hints: title'",
            "--allow-same-title", "api-key create 'hints: twice' --secret 'hints: title' --allow-same-title" },
        { "register bob", "bob@example.com", "register {name}" },
        { "logout && psonoci vault ls", "psonoci vault login", "login {me}" },
    };

    [Theory, MemberData(nameof(Mistakes))]
    public async Task Whoever_follows_it_gets_further(string mistake, string told, string followed)
    {
        using var alice = await world.RegisterAsync();
        await alice.VaultAsync("create --title 'hints: title' a=1");
        await alice.VaultAsync($"create --title {Same} --folder A a=1");
        await alice.VaultAsync($"create --title {Same} --folder B a=1");

        var result = await Shell.RunAsync($"psonoci vault {mistake}", alice.Environment);
        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains(told, result.Error, StringComparison.Ordinal);
        var name = $"bob-{Guid.NewGuid():N}@example.com";
        (await Shell.RunAsync(
            $"psonoci vault {Place().Replace(followed, place => place.Value == "{me}" ? alice.Username : name)}", alice.Environment))
            .Succeeds();
    }

    [GeneratedRegex(@"\{(me|name)\}")]
    private static partial Regex Place();
}

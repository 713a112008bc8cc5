using System.Diagnostics;
using System.Text.RegularExpressions;
using OtpNet;
using Psono.EndToEndTests.Fixtures;

namespace Psono.EndToEndTests.Vault;

/// <summary>Two-step login at the command line.</summary>
public sealed class VaultSecondFactorTests
{
    [Fact]
    public async Task An_authenticator_app_is_added_asked_for_and_removed()
    {
        using var directory = new TemporaryDirectory();
        await using var server = await ServerProcess.StartAsync(directory.File("data"));
        using var alice = await Account.RegisterAsync(server, "alice@example.com");
        Assert.Equal("", (await alice.VaultAsync("second-factor ls")).Output);

        var totp = await AddAsync(alice);

        Assert.Matches(" +totp +active +phone\n$", (await alice.VaultAsync("second-factor ls")).Output);
        var refused = await LogInAsync(alice, "");
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("pass a verification code or a YubiKey OTP with --otp", refused.Error, StringComparison.Ordinal);
        // The code of now was used.
        (await LogInAsync(alice, "--otp " + totp.ComputeTotp(TimeProvider.System.GetUtcNow().UtcDateTime.AddSeconds(30)))).Succeeds();
        Assert.Equal("incorrect verification code", Regex.Match((await LogInAsync(alice, "--otp 000000")).Error, "(?<=error: ).*").Value);
        Assert.Contains(
            "Two-step login is off", (await alice.VaultAsync("second-factor remove phone")).Error, StringComparison.Ordinal);
        (await LogInAsync(alice, "")).Succeeds();
    }

    private static Task<Result> LogInAsync(Account account, string options) =>
        Shell.RunAsync($"psonoci vault login {account.Username} {options}", account.Environment);

    /// <summary>As a script does it: the key comes out, and a code of it goes in.</summary>
    private static async Task<Totp> AddAsync(Account account)
    {
        var start = new ProcessStartInfo(Published.Psonoci, ["vault", "second-factor", "add", "totp", "--title", "phone"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in account.Environment)
            start.Environment[name] = value;
        await account.VaultAsync("status");
        using var process = Process.Start(start)!;
        var key = await process.StandardOutput.ReadLineAsync();
        var url = await process.StandardOutput.ReadLineAsync();
        Assert.StartsWith($"otpauth://totp/Psono:alice%40example.com?secret={key}", url, StringComparison.Ordinal);
        var totp = new Totp(Base32Encoding.ToBytes(key));
        await process.StandardInput.WriteLineAsync(totp.ComputeTotp());
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, await process.StandardError.ReadToEndAsync());
        return totp;
    }
}

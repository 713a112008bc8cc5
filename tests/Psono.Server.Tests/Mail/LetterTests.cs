using System.Net;
using Psono.Server.Mail;
using Psono.Server.Mail.Letters;
using Psono.Server.SecondFactors;

namespace Psono.Server.Tests.Mail;

/// <summary>Every mail in every language, as in <c>Golden/</c>.</summary>
public sealed class LetterTests
{
    private const string Url = "https://vault.example.com";

    private static readonly DateTimeOffset Time = new(2026, 7, 31, 22, 5, 46, TimeSpan.Zero);

    private static readonly IPAddress Address = IPAddress.Parse("2001:db8::1");

    private static readonly Dictionary<string, Letter> Letters = new()
    {
        ["activation"] = new ActivationLetter(Url, Url + "/activate.html#!/activation-code/00ff"),
        ["login"] = new LoginLetter("alice@example.com", Time, Address, null, Url),
        ["login-country"] = new LoginLetter("alice@example.com", Time, Address, "FR", Url),
        ["invitation"] = new InvitationLetter("bob@example.com", Url + "/register#invitation=4Hx", Time, Url),
        ["factor-added"] = new FactorChangeLetter("alice@example.com", FactorKinds.Totp, WasAdded: true, Time, Address, Url),
        ["factor-removed"] = new FactorChangeLetter("alice@example.com", FactorKinds.WebAuthn, WasAdded: false, Time, Address, Url),
        ["factor-yubikey"] = new FactorChangeLetter("alice@example.com", FactorKinds.YubiKey, WasAdded: true, Time, Address, Url),
        ["factor-reset"] = new FactorResetLetter("alice@example.com", Time, Url),
        ["email-change"] = new EmailChangeLetter("alice@example.com", Time),
        ["guessed-codes"] = new GuessedCodesLetter("alice@example.com", Time, Address, Url),
        ["recovery-code"] = new RecoveryCodeLetter("alice@example.com", Time, Address, Url),
        ["password-reset"] = new PasswordResetLetter("alice@example.com", Time, Address, Url),
        ["emergency-code"] = new EmergencyCodeLetter("alice@example.com", "for Bob", Time, Address, Url),
        ["emergency-wait"] = new EmergencyWaitLetter("alice@example.com", "for Bob", Time.AddDays(7), Time, Address, Url),
        ["emergency-login"] = new EmergencyLoginLetter("alice@example.com", "for\nBob", Time, Address, Url),
        ["code-removal-recovery"] = new CodeRemovalLetter("alice@example.com", null, Time, Url),
        ["code-removal-emergency"] = new CodeRemovalLetter("alice@example.com", "for Bob", Time, Url),
        ["deletion"] = new DeletionLetter("alice@example.com", Url + "/delete-user-confirm.html#!/unregistration-code/00ff", Url),
        ["test"] = new TestLetter(Url),
    };

    public static TheoryData<string> Names => [.. Letters.Keys];

    [Theory, MemberData(nameof(Names))]
    public async Task A_mail_says_in_English_and_in_French_what_its_golden_files_say(string name)
    {
        await CheckAsync(name, new MailReader("en"));
        await CheckAsync(name, new MailReader("fr", "Europe/Paris"));
    }

    [Fact]
    public void There_is_a_golden_file_for_every_mail() => Assert.Equal(
        typeof(Letter).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(Letter))).Select(type => type.Name).Order(),
        Letters.Values.Select(letter => letter.GetType().Name).Distinct().Order());

    [Theory]
    [InlineData("en", null, "1 August 2026, 00:05 (UTC)")]
    [InlineData("en", "Europe/Paris", "1 August 2026, 02:05 (Europe/Paris)")]
    [InlineData("en", "America/New_York", "31 July 2026, 20:05 (America/New_York)")]
    [InlineData("en", "Nowhere/AtAll", "1 August 2026, 00:05 (UTC)")]
    [InlineData("fr", null, "1er août 2026 à 00:05 (UTC)")]
    [InlineData("fr", "America/New_York", "31 juillet 2026 à 20:05 (America/New_York)")]
    public void Times_are_those_of_who_reads_them(string language, string? zone, string time) =>
        Assert.Equal(time, new MailReader(language, zone).Time(new DateTimeOffset(2026, 8, 1, 0, 5, 0, TimeSpan.Zero)));

    private static async Task CheckAsync(string name, MailReader reader)
    {
        var text = Letters[name].For(reader);
        var golden = Path.Combine(AppContext.BaseDirectory, "Mail/Golden", $"{name}.{reader.Language}.txt");
        Assert.Equal(
            File.Exists(golden) ? await File.ReadAllTextAsync(golden) : "", $"Subject: {text.Subject}\n\n{text.Body}\n");
    }
}

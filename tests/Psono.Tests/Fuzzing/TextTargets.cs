using System.Text;
using Psono.Cli;
using Psono.Cli.Commands.Inject;
using Psono.Cli.Commands.Vault;
using Psono.Cli.Terminal;
using Psono.Protocol.Encodings;
using Psono.Protocol.Recovery;
using Psono.Protocol.Text;
using Psono.Shared;
using Psono.Tests.Shared.Fuzzing;

namespace Psono.Tests.Fuzzing;

/// <summary>Files that people write, and short texts of servers.</summary>
internal static class TextTargets
{
    /// <summary>No eight characters of it are a name.</summary>
    private const string Secret = "!s e!c r!e t!v a!l u!e";

    /// <summary>It looks like a name, once the quote around it is lost.</summary>
    private const string Base64 = "MIIEvQIBADANBgkqhkiG9w0BAQEFAASC";

    public static IReadOnlyList<FuzzTarget> All { get; } =
    [
        new()
        {
            Name = "dotenv",
            Sources =
            [
                "Psono.Protocol/Text/DotenvFile.cs", "Psono.Protocol/Text/DotenvReader.cs",
                "Psono.Client/Vault/DotenvAssignment.cs", "Psono.Cli/Commands/Vault/EnvFile.cs",
            ],
            Seeds =
            [
                FuzzTarget.Utf8($"# c\nexport A='{Secret}'\nB=\"{Secret}\\n\\\"$x\" # c\r\nC.d-e_f={Secret} # c\nG='two\nlines'\nH=\n"),
                FuzzTarget.Utf8($"KEY=\"-----BEGIN PRIVATE KEY-----\n{Base64}\n-----END PRIVATE KEY-----\"\n"),
                FuzzTarget.Utf8($"db_host=prd-db.example.com:5432\ndb_password=\"{Secret}\"\n"),
            ],
            Words = ["export ", "=", "='", "=\"", "\\\n", "\\", " #", "\n#", "${A}"],
            Secrets = [Secret, Base64],
            Allowed = [typeof(PsonociException)],
            CallAsync = FuzzTarget.Text(ReadDotenv),
        },
        new()
        {
            Name = "text",
            Sources = ["Psono.Shared/Utf8Text.cs", "Psono.Cli/Terminal/TextInput.cs"],
            Seeds = [FuzzTarget.Utf8("\uFEFFä\r\n"), [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes(Secret)]],
            Secrets = [Secret],
            Allowed = [typeof(PsonociException)],
            CallAsync = FuzzTarget.Bytes(ReadText),
        },
        new()
        {
            Name = "template",
            Sources = ["Psono.Cli/Commands/Inject/Template.cs"],
            Seeds =
            [
                FuzzTarget.Utf8(
                    "host: {{ production database/db_host }}\n{{ \"{{\" }} {{0e1ed23d-cac8-4a04-868b-275bf43b81cd/a/b}}\n!s e!c r!e t!"),
            ],
            Words = ["{{", "}}", "{{ \"", "\" }}", "/", "{{{", "}}}"],
            Secrets = [Secret],
            Allowed = [typeof(PsonociException)],
            CallAsync = FuzzTarget.Text(ReadTemplate),
        },
        new()
        {
            Name = "recovery-code",
            Sources = ["Psono.Protocol/Recovery/RecoveryCode.cs"],
            Seeds =
            [
                FuzzTarget.Utf8("12drXXUifSr4m-RnXLGbXg8E5Z"), FuzzTarget.Utf8("12drXXUifSrRnXLGbXg8E"),
                FuzzTarget.Utf8("lazy lock lock price economy enable arctic animal aunt damp novel party"),
            ],
            Words = ["-", " ", "lazy", "repository"],
            CallAsync = FuzzTarget.Text(ReadCode),
        },
        new()
        {
            Name = "timestamp",
            Sources = ["Psono.Protocol/Encodings/Timestamp.cs", "Psono.Cli/Terminal/ServerTime.cs", "Psono.Shared/Printable.cs"],
            Seeds =
            [
                .. new[]
                {
                    "2026-11-23T19:12:46.181998123+02:00", "2026-11-23T19:12:46Z", "0001-01-01T00:00:00Z", "9999-12-31 23:59:59.9999999",
                }.Select(FuzzTarget.Utf8),
            ],
            Words = ["-14:00", "+14:00", "T24:00", "0001-01-01", "9999-12-31", ".999999999"],
            Inputs = 1000,
            CallAsync = FuzzTarget.Text(ReadTime),
        },
    ];

    private static void ReadDotenv(string text)
    {
        using var output = new MemoryStream();
        try
        {
            foreach (var variable in EnvFile.Check(DotenvFile.Read(text), ".env", new TerminalOutput(Stream.Null, output)))
            {
                var line = DotenvWriter.Line(variable.Key, variable.Value);
                if (!line.StartsWith('#'))
                    Assert.Equal(variable, Assert.Single(DotenvFile.Read(line).Variables));
            }
        }
        finally
        {
            Assert.DoesNotContain(Base64[..8], FuzzTarget.Decode(output.ToArray()), StringComparison.Ordinal);
        }
    }

    /// <summary>Whatever is a code is written and read again as the same.</summary>
    private static void ReadCode(string text)
    {
        using var code = RecoveryCode.Parse(text);
        if (code is null)
            return;
        using var printed = RecoveryCode.Parse(code.Text);
        using var words = RecoveryCode.Parse(code.Words);
        Assert.Equal((code.Text, code.Text), (printed!.Text, words!.Text));
    }

    private static void ReadText(byte[] bytes)
    {
        var text = TextInput.Decode(bytes, "standard input");
        Assert.DoesNotContain('\0', text);
        Assert.InRange(text.Length - Utf8Text.WithoutLineEnd(text).Length, 0, 2);
    }

    private static void ReadTemplate(string text)
    {
        var parts = Template.Parse(text, "app.conf.tpl");
        Assert.True(parts.Sum(part => part.Text.Length) <= text.Length);
        Assert.True(text.Contains("{{", StringComparison.Ordinal) || Assert.Single(parts).Text == text);
        foreach (var reference in parts.Select(part => part.Reference).OfType<SecretField>())
            Assert.True(reference is { Secret.Length: > 0, Field.Length: > 0, Line: > 0 }, reference.ToString());
    }

    private static void ReadTime(string text)
    {
        Assert.True(Printable.IsPlain(ServerTime.Show(text)), text);
        if (!Timestamp.TryParse(text, out var time))
            return;
        Assert.Equal(TimeSpan.Zero, time.Offset);
        foreach (var written in new[] { Timestamp.Format(time), Timestamp.FormatZ(time) })
            Assert.True(Timestamp.TryParse(written, out var again) && again == time, written);
    }
}

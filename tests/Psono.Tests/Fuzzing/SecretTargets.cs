using Psono.Cli;
using Psono.Cli.Commands.Inject;
using Psono.Cli.Commands.Run;
using Psono.Cli.Commands.Secret;
using Psono.Cli.Redaction;
using Psono.Client;
using Psono.Protocol.Datastores;
using Psono.Protocol.Secrets;
using Psono.Tests.Shared.Fuzzing;

namespace Psono.Tests.Fuzzing;

/// <summary>What is inside the boxes: whoever may write a secret or a datastore decides it.</summary>
internal static class SecretTargets
{
    private const string Value = "!s e!c r!e t!v a!l u!e";

    private const string Datastore = """
        {"datastore_id":"0e1ed23d-cac8-4a04-868b-275bf43b81cd","folders":[{"id":"1","name":"f","items":[{"id":
        "0e1ed23d-cac8-4a04-868b-275bf43b81cd","name":"n","type":"note","secret_id":"0e1ed23d-cac8-4a04-868b-275bf43b81cd","secret_key":
        "acf25040d90e3c73abf1c395e7262bc3b5f9b1e35b96c74dcf72faba4663e98b","tags":["a"]}],"folders":[{"name":"g","share_id":"1"}]}],
        "items":[{"id":"2","name":"m","deleted":true,"description":"d"}]}
        """;

    private static readonly DateTimeOffset Now = new(2026, 11, 23, 19, 12, 46, TimeSpan.Zero);

    public static IReadOnlyList<FuzzTarget> All { get; } =
    [
        new()
        {
            Name = "secret",
            Sources =
            [
                "Psono.Protocol/Secrets/SecretContent.cs", "Psono.Protocol/Secrets/SecretTitle.cs",
                "Psono.Protocol/Secrets/SecretVariableNames.cs", "Psono.Protocol/Encodings/OpenedJson.cs", "Psono.Client/TimeBasedPassword.cs",
                "Psono.Cli/Commands/Run/SecretVariableReader.cs", "Psono.Cli/Redaction/SecretTexts.cs",
                "Psono.Cli/Commands/Secret/SecretValues.cs",
            ],
            Seeds = [.. Secrets.Select(FuzzTarget.Utf8)],
            Secrets = [Value],
            Allowed = [typeof(PsonociException), typeof(PsonoApiException)],
            Allocation = 16 << 20,
            CallAsync = FuzzTarget.Bytes(ReadSecret),
        },
        new()
        {
            Name = "datastore",
            Sources = ["Psono.Protocol/Datastores/DatastoreTree.cs"],
            Seeds = [FuzzTarget.Utf8(Datastore)],
            CallAsync = FuzzTarget.Bytes(ReadDatastore),
        },
    ];

    private static IEnumerable<string> Secrets =>
    [
        $$$"""
        {"environment_variables_title":"t","environment_variables_variables":[{"key":"A","value":"{{{Value}}}"},{"key":"B","value":
        "{{{Value}}}"}],"custom_fields":[{"name":"n","type":"password","value":"{{{Value}}}"}],"tags":[]}
        """,
        $$"""
        {"website_password_title":"t","website_password_url":"https://x","website_password_password":"{{Value}}",
        "website_password_totp_code":"GEZDGNBVGY3TQOJQ","website_password_totp_period":30,"website_password_totp_algorithm":"SHA1",
        "website_password_totp_digits":6}
        """,
        """{"totp_title":"t","totp_code":"GEZD GNBV-GY3TQOJQ=","totp_period":"60","totp_algorithm":"sha-256","totp_digits":"8"}""",
        $$"""{"note_title":"t","note_notes":"{{Value}}"}""",
        $$"""{"passkey_title":"t","passkey_private_key":{"kty":"EC","d":"{{Value}}"},"credit_card_number":"4111"}""",
    ];

    private static void ReadSecret(byte[] utf8)
    {
        using var secret = new OpenedSecret(Guid.Empty, null, utf8);
        _ = secret.Title;
        Tolerate(() => SecretTexts.Read(secret, (_, _) => { }));
        Tolerate(() => SecretVariableReader.Read(secret));
        Tolerate(() =>
        {
            using var values = new FieldValues(new OpenedSecret(Guid.Empty, null, [.. utf8]));
            _ = values.Get("A").Length + values.Get("password").Length;
        });
        var content = secret.Parse();
        Assert.Equal(content.ToUtf8(), SecretContent.Parse(content.ToUtf8())!.ToUtf8());
        Assert.Equal(content.Title, SecretTitle.Read(content.ToUtf8()));
        Assert.All(SecretVariableNames.Read(content.ToUtf8()) ?? [], name => Assert.NotEqual(Value, name));
        foreach (var name in SecretValues.Names)
            _ = SecretValues.Read(content, SecretValues.Parse(name));
        var password = TimeBasedPassword.Of(content);
        _ = password?.Token(Now) + password?.Url(content.Title ?? "x", null);
    }

    /// <summary>One reader refuses, and the others are still asked. What it says is checked as if it were the last one.</summary>
    private static void Tolerate(Action read)
    {
        try
        {
            read();
        }
        catch (Exception e) when (e is PsonociException or PsonoApiException)
        {
            Assert.DoesNotContain(Value[..8], e.Message, StringComparison.Ordinal);
        }
    }

    private static void ReadDatastore(byte[] utf8)
    {
        if (DatastoreTree.Parse(utf8) is not { } tree)
            return;
        foreach (var item in tree.Items)
        {
            using var key = item.OpenKey();
            _ = (item.LinkId, item.SecretId, item.Name, item.Type, item.Description, item.Tags.Count());
        }

        _ = tree.Shares + tree.Folders.Count();
        Assert.Equal(tree.ToUtf8(), DatastoreTree.Parse(tree.ToUtf8())!.ToUtf8());
        tree.Items.FirstOrDefault()?.Rename("renamed");
        tree.RenameFolder(["f"], "renamed");
    }
}

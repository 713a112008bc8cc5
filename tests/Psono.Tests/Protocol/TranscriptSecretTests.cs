using System.Text;
using Psono.Protocol.Cryptography;
using Psono.Protocol.Datastores;
using Psono.Protocol.Secrets;

namespace Psono.Tests.Protocol;

/// <summary>What the recorded client stored: datastores, a secret and an API key.</summary>
public sealed class TranscriptSecretTests
{
    private const string Datastore = "/datastore/0af4c583-d7ca-4275-9b0d-272611e19466/";

    [Fact]
    public void The_datastore_opens_with_the_key_of_the_account_and_holds_the_key_of_the_secret()
    {
        var recorded = Transcript.Exchanges.Last(exchange => Transcript.Text(exchange["path"]) == Datastore)["response_plain"]!;
        using var key = Transcript.OpenKey(Transcript.UserSecretKey, recorded, "secret_key");
        var plaintext = Transcript.Open(key, recorded, "data");
        var tree = DatastoreTree.Parse(plaintext)!;
        var item = Assert.Single(tree.Items);
        Assert.Equal(Transcript.Text(Transcript.Recording["result"]!["entry_title"]), item.Name);
        Assert.Equal(Encoding.UTF8.GetString(plaintext), Encoding.UTF8.GetString(tree.ToUtf8()));

        using var secretKey = item.OpenKey();
        Assert.NotNull(secretKey);
        AssertIsTheRecordedSecret(Transcript.Open(secretKey, Transcript.Find("PUT", "/secret/")["request_plain"]!, "data"));
    }

    [Fact]
    public void The_settings_open_with_the_key_of_their_datastore()
    {
        var update = Transcript.Find("POST", "/datastore/")["request_plain"]!;
        var created = Transcript.Find("GET", $"/datastore/{Transcript.Text(update["datastore_id"])}/")["response_plain"]!;
        using var key = Transcript.OpenKey(Transcript.UserSecretKey, created, "secret_key");
        Assert.Equal((byte)'[', Transcript.Open(key, update, "data")[0]);
    }

    [Fact]
    public void The_api_key_opens_with_the_key_of_the_account()
    {
        var result = Transcript.Recording["result"]!;
        var created = Transcript.Find("PUT", "/api-key/")["request_plain"]!;
        var shown = Transcript.Find("GET", $"/api-key/{Transcript.Text(result["api_key_id"])}/")["response_plain"]!;
        foreach (var recorded in new[] { created, shown })
        {
            using var privateKey = Transcript.OpenKey(Transcript.UserSecretKey, recorded, "private_key");
            using var secretKey = Transcript.OpenKey(Transcript.UserSecretKey, recorded, "secret_key");
            Assert.Equal(Transcript.Text(result["api_key_private_key"]), privateKey.ToHex());
            Assert.Equal(Transcript.Text(result["api_key_secret_key"]), secretKey.ToHex());
            Assert.Equal(Transcript.Text(recorded["public_key"]), PublicKey.Of(privateKey).ToHex());
            Assert.Equal(Transcript.Text(created["verify_key"]), Convert.ToHexStringLower(Ed25519.VerifyKey(privateKey)));
        }
    }

    [Fact]
    public void The_api_key_opens_the_keys_of_the_account()
    {
        var created = Transcript.Find("PUT", "/api-key/")["request_plain"]!;
        using var privateKey = Transcript.OpenKey(Transcript.ApiKeySecretKey, created, "user_private_key");
        using var secretKey = Transcript.OpenKey(Transcript.ApiKeySecretKey, created, "user_secret_key");
        Assert.Equal(Transcript.UserPrivateKey.ToHex(), privateKey.ToHex());
        Assert.Equal(Transcript.UserSecretKey.ToHex(), secretKey.ToHex());
    }

    [Fact]
    public void The_grant_names_the_secret_to_the_account_and_opens_it_to_the_api_key()
    {
        var grant = Transcript.Find("PUT", "/api-key/secret/")["request_plain"]!;
        var title = Transcript.Open(Transcript.UserSecretKey, grant, "title");
        Assert.Equal(Transcript.Text(Transcript.Recording["result"]!["entry_title"]), Encoding.UTF8.GetString(title));

        using var key = Transcript.OpenKey(Transcript.ApiKeySecretKey, grant, "secret_key");
        Assert.Equal(key.ToHex(), Encoding.ASCII.GetString(Transcript.Open(Transcript.ApiKeySecretKey, grant, "secret_key")));
        AssertIsTheRecordedSecret(Transcript.Open(key, Transcript.Find("PUT", "/secret/")["request_plain"]!, "data"));
    }

    [Fact]
    public void The_sealed_answer_opens_to_the_variables_with_nothing_but_the_api_key()
    {
        var answer = Transcript.ApiKeyAccess.Single(exchange => Transcript.Text(exchange["note"]) == "sealed read")["response"]!;
        using var key = Transcript.OpenKey(Transcript.ApiKeySecretKey, answer, "secret_key");
        AssertIsTheRecordedSecret(Transcript.Open(key, answer, "data"));

        Assert.Null(SecretBox.OpenKey(
            Transcript.UserSecretKey, Transcript.Text(answer["secret_key"]), Transcript.Text(answer["secret_key_nonce"])));
    }

    private static void AssertIsTheRecordedSecret(byte[] plaintext)
    {
        var result = Transcript.Recording["result"]!;
        var variables = result["variables"]!.AsArray()
            .Select(variable => new EnvironmentVariable(Transcript.Text(variable!["key"]), Transcript.Text(variable["value"]))).ToList();
        Assert.Equal(3, variables.Count);

        var content = SecretContent.Parse(plaintext);
        Assert.NotNull(content);
        Assert.Equal(SecretType.EnvironmentVariables, content.Type);
        Assert.Equal(Transcript.Text(result["entry_title"]), content.Title);
        Assert.Equal(variables, content.GetVariables());
        Assert.Equal(Encoding.UTF8.GetString(plaintext), Encoding.UTF8.GetString(content.ToUtf8()));

        var written = SecretContent.NewEnvironmentVariables(content.Title!, variables);
        Assert.Equal(Encoding.UTF8.GetString(plaintext), Encoding.UTF8.GetString(written.ToUtf8()));
    }
}

using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Psono.Protocol;

namespace Psono.Tests.Protocol;

/// <summary>Each recorded body is read into its record and written with the same members.</summary>
public sealed class RecordTests
{
    private static readonly IReadOnlyList<JsonNode> All = [.. Transcript.Exchanges, .. Transcript.ApiKeyAccess];

    public static IEnumerable<TheoryDataRow<int>> Exchanges =>
        All.Index().Select(entry => new TheoryDataRow<int>(entry.Index) { Label = $"{entry.Item["method"]} {entry.Item["path"]}" });

    [Theory, MemberData(nameof(Exchanges))]
    public void Requests_keep_their_members(int exchange)
    {
        var (recorded, record) = (All[exchange], Info(exchange).Request);
        if (record is null)
            Assert.Null(recorded["request"]);
        else if (Text(recorded, "api_key_id", "request") != "nonsense")
            AssertKept(Plain(recorded, "request"), record);
    }

    [Theory, MemberData(nameof(Exchanges))]
    public void Answers_keep_their_members(int exchange)
    {
        var (recorded, record) = (All[exchange], Info(exchange).Response);
        if (record is not null && recorded["status"]!.GetValue<int>() < 300)
            AssertKept(Plain(recorded, "response"), record);
    }

    [Fact]
    public void The_boxed_login_keeps_its_members()
    {
        var login = Transcript.Find("POST", "/authentication/login/");
        AssertKept(login["request_plain"]!["login_info"]!, PsonoJsonContext.Wire.LoginCredentials);
        AssertKept(login["response_plain"]!["login_info"]!, PsonoJsonContext.Wire.LoginResult);
    }

    [Fact]
    public void Validators_keep_their_members()
    {
        foreach (var exchange in Transcript.Exchanges.Where(exchange => exchange["authorization_validator"] is not null))
        {
            AssertKept(exchange["authorization_validator"]!, PsonoJsonContext.Wire.SealedText);
            AssertKept(exchange["authorization_validator_plain"]!, PsonoJsonContext.Wire.RequestValidator);
        }
    }

    [Fact]
    public void What_a_client_needs_of_the_server_information_is_read()
    {
        var text = Transcript.Text(Transcript.Find("GET", "/info/")["response"]!["info"]);
        var info = JsonSerializer.Deserialize(text, PsonoJsonContext.Wire.ServerInfo)!;
        var recorded = JsonNode.Parse(text)!;
        Assert.Equal(Transcript.Text(recorded["version"]), info.Version);
        Assert.Equal(Transcript.Text(recorded["public_key"]), info.PublicKey);
        Assert.Equal("CE", info.Type);
        Assert.Null(info.PsonoNet);
    }

    /// <summary>What a later client or server adds must not break this one.</summary>
    [Fact]
    public void Unknown_members_are_ignored()
    {
        var prelogin = JsonSerializer.Deserialize("{\"later\":{\"x\":[1]},\"username\":\"a@b.c\"}", PsonoJsonContext.Wire.PreloginRequest);
        Assert.Equal("a@b.c", prelogin!.Username);
    }

    [Theory]
    [InlineData("""{"username":null}"""), InlineData("{}"), InlineData("""{"username":7}"""), InlineData("[]")]
    public void A_required_member_is_there_and_not_null(string json)
    {
        foreach (var context in new[] { PsonoJsonContext.Default, PsonoJsonContext.Wire })
            Assert.Throws<JsonException>(() => JsonSerializer.Deserialize(json, context.PreloginRequest));
    }

    [Fact]
    public void A_sealed_text_without_text_is_an_error() =>
        Assert.Throws<JsonException>(
            () => JsonSerializer.Deserialize("""{"text":null,"nonce":"00"}""", PsonoJsonContext.Default.SealedText));

    private static (JsonTypeInfo? Request, JsonTypeInfo? Response) Info(int exchange) =>
        Records.Of(Transcript.Text(All[exchange]["method"]), Transcript.Text(All[exchange]["path"]));

    /// <summary>The body as recorded, opened where it was sealed. The login's envelope is plain; its inside has its own test.</summary>
    private static JsonNode Plain(JsonNode exchange, string direction) =>
        exchange["authorization"] is null ? exchange[direction]! : exchange[direction + "_plain"]!;

    private static string? Text(JsonNode exchange, string member, string direction) =>
        exchange[direction]?[member]?.GetValue<string>();

    private static void AssertKept(JsonNode recorded, JsonTypeInfo record)
    {
        var value = JsonSerializer.Deserialize(recorded.ToJsonString(), record);
        Assert.NotNull(value);
        Transcript.AssertJson(recorded, JsonSerializer.SerializeToUtf8Bytes(value, record));
    }
}

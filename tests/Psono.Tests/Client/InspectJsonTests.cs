using System.Globalization;
using System.Text;
using System.Text.Json;
using Psono.Client;
using Psono.Client.ApiKeys;
using Psono.Client.Http;
using Psono.Protocol;
using Psono.Protocol.ApiKeys;

namespace Psono.Tests.Client;

/// <summary>What is written and read by hand is what the serializer would make of it.</summary>
public sealed class InspectJsonTests
{
    private const string Full =
        """
        {"allow_insecure_access":false,"restrict_to_secrets":true,"read":true,"write":false,
        "api_key_secrets":[{"secret_id":"00000000-0000-4000-9000-000000000001","write_date":"2027-01-01T00:00:00Z"},
        {"secret_id":"00000000-0000-4000-9000-000000000002"}],
        "psono_net":{"secrets":[{"secret_id":"00000000-0000-4000-9000-000000000001","data":"a\u0062C1","data_nonce":"c0",
        "secret_key":"d","secret_key_nonce":"","read_count":7,"write_date":"f"}],
        "titles":[{"secret_id":"00000000-0000-4000-9000-000000000001","title":"g","title_nonce":"h"}]},"unknown":[{"x":[1,2]}]}
        """;

    private static readonly Guid Id = new("00000000-0000-4000-9000-00000000000a");

    public static TheoryData<string> Bodies =>
    [
        Full, """{"allow_insecure_access":false,"restrict_to_secrets":true,"read":true,"write":true,"api_key_secrets":[]}""",
        """{"allow_insecure_access":1,"restrict_to_secrets":true,"read":true,"write":true,"api_key_secrets":[]}""",
        """{"allow_insecure_access":false,"restrict_to_secrets":true,"read":"true","write":true,"api_key_secrets":[]}""",
        """{"restrict_to_secrets":true,"read":true,"write":true,"api_key_secrets":[]}""",
        Full.Replace("7", "7.5"), Full.Replace("7", "\"7\""), Full.Replace("7", "99999999999999999999"), Full.Replace("\"g\"", "null"),
        Full.Replace("\"psono_net\":{", "\"psono_net\":null,\"other\":{"), Full.Replace("\"titles\":[", "\"titles\":null,\"other\":["),
        Full.Replace("000001\"", "000001 \""), Full.Replace("00000000-0000", "000000000000"), Full.Replace("[{", "[null,{"),
        Full.Replace("\"f\"", "null"), Full.Replace("\"2027-01-01T00:00:00Z\"", "null"), Full.Replace("\"2027-01-01T00:00:00Z\"", "3"),
        Full.Replace(@"\u0062", @"\ud800"), Full.Replace("\"read\":true", "\"read\":false,\"read\":true"), Full + "x", Full + " ",
        "[]", "null", "\"x\"", "", "{", "<html>", new string('[', 100) + new string(']', 100), "// comment\n" + Full,
        Full.Replace("[1,2]", string.Concat(Enumerable.Repeat("[", 70)) + string.Concat(Enumerable.Repeat("]", 70))),
    ];

    public static TheoryData<bool, bool, bool, bool?> Wishes => new MatrixTheoryData<bool, bool, bool, bool?>(
        [true, false], [true, false], [true, false], [true, false, null]);

    [Theory, MemberData(nameof(Wishes))]
    public void A_request_is_the_serializer_s(bool secrets, bool withIds, bool withTags, bool? titles)
    {
        var request = new InspectApiKeyRequest
        {
            ApiKeyId = Id,
            PsonoNet = new BulkReadOptions
            {
                Secrets = secrets,
                SecretIds = withIds ? [Id, Guid.Empty] : null,
                TitleTags = withTags ? ["0a1b", "2c"] : null,
                Titles = titles,
            },
        };
        AssertWritten(request);
        AssertWritten(request with { PsonoNet = request.PsonoNet with { SecretIds = [], TitleTags = [] } });
        AssertWritten(request with { PsonoNet = null });
    }

    [Theory, MemberData(nameof(Bodies))]
    public void An_answer_is_read_as_the_serializer_reads_it(string body) => AssertRead(Encoding.UTF8.GetBytes(body));

    [Fact]
    public void So_is_one_with_any_byte_changed()
    {
        var full = Encoding.UTF8.GetBytes(Full);
        for (var at = 0; at < full.Length; at++)
        {
            foreach (var value in "\0\"\\{}[],: 0-.eENnx\u0080\u00ff")
            {
                var body = full.ToArray();
                body[at] = (byte)value;
                AssertRead(body);
            }
        }
    }

    private static void AssertWritten(InspectApiKeyRequest request) => Assert.Equal(
        JsonSerializer.Serialize(request, PsonoJsonContext.Default.InspectApiKeyRequest),
        Encoding.UTF8.GetString(InspectJson.ToUtf8(request)));

    private static void AssertRead(byte[] body)
    {
        var answer = new HttpAnswer(200, "application/json", Multiplexed: false, body);
        Assert.Equal(
            Show(() => Opened(answer.Read(PsonoJsonContext.Default.InspectApiKeyResponse))),
            Show(() => InspectJson.Read(answer)));
    }

    /// <summary>As a reader of strings would have it.</summary>
    private static InspectedKey Opened(InspectApiKeyResponse read) => new(
        read with { PsonoNet = null },
        read.PsonoNet?.Secrets.Select(secret => new SealedSecret
        {
            Id = secret.SecretId,
            WriteDate = secret.WriteDate,
            Data = SealedSecret.Decode(secret.Data),
            DataNonce = SealedSecret.Decode(secret.DataNonce),
            SecretKey = SealedSecret.Decode(secret.SecretKey),
            SecretKeyNonce = SealedSecret.Decode(secret.SecretKeyNonce),
        }).ToList(),
        read.PsonoNet?.Titles);

    private static string Show(Func<InspectedKey> read)
    {
        try
        {
            var (key, secrets, titles) = read();
            var text = new StringBuilder(JsonSerializer.Serialize(key, PsonoJsonContext.Default.InspectApiKeyResponse));
            foreach (var secret in secrets ?? [])
            {
                text.AppendLine(CultureInfo.InvariantCulture, $"{secret.Id} {secret.WriteDate} {Convert.ToHexString(secret.Data)}");
                text.AppendLine(Convert.ToHexString(secret.DataNonce)).AppendLine(Convert.ToHexString(secret.SecretKey));
                text.AppendLine(Convert.ToHexString(secret.SecretKeyNonce));
            }

            foreach (var title in titles ?? [])
                text.AppendLine(CultureInfo.InvariantCulture, $"{title.SecretId} {title.Title} {title.TitleNonce}");
            return text.AppendLine($"{secrets is null} {titles is null}").ToString();
        }
        catch (PsonoApiException e)
        {
            return $"{e.Failure} {e.Status}";
        }
    }
}

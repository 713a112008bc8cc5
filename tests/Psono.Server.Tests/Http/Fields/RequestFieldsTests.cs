using System.Text.Json;
using Psono.Server.Errors;
using Psono.Server.Http.Fields;

namespace Psono.Server.Tests.Http.Fields;

public sealed class RequestFieldsTests
{
    private const string WrongTime =
        "Datetime has wrong format. Use one of these formats instead: YYYY-MM-DDThh:mm[:ss[.uuuuuu]][+HH:MM|-HH:MM|Z].";

    [Theory]
    [InlineData("{}", "This field is required.")]
    [InlineData("""{"f":null}""", "This field may not be null.")]
    [InlineData("""{"f":""}""", "This field may not be blank.")]
    [InlineData("""{"f":"  \n "}""", "This field may not be blank.")]
    [InlineData("""{"f":[]}""", "Not a valid string.")]
    [InlineData("""{"f":{}}""", "Not a valid string.")]
    [InlineData("""{"f":true}""", "Not a valid string.")]
    [InlineData("""{"f":"\ud800"}""", "Not a valid string.")]
    [InlineData("""{"f":"a\u0000b"}""", "Null characters are not allowed.")]
    [InlineData("""{"f":"a"}""", "Ensure this field has at least 2 characters.")]
    [InlineData("""{"f":"abcde"}""", "Ensure this field has no more than 4 characters.")]
    public void Text_that_is_wrong_is_named(string json, string message) =>
        ShouldRefuse(json, message, fields => fields.Text("f", max: 4, min: 2));

    [Theory]
    [InlineData("""{"f":" ab "}""", "ab")]
    [InlineData("""{"f":12.5}""", "12.5")]
    [InlineData("""{"f":"😀😀😀😀"}""", "😀😀😀😀")]
    [InlineData("""{"f":"first","f":"last"}""", "last")]
    public void Text_is_trimmed_and_counted_in_characters(string json, string expected)
    {
        var fields = Read(json);

        Assert.Equal(expected, fields.Text("f", max: 4, min: 2));
        Assert.Null(fields.Refusal);
    }

    [Theory]
    [InlineData("""{"f":"6a6d4ea0-6a1d-4b0a-9a54-0f2a77d7a6f1"}""", true)]
    [InlineData("""{"f":"6A6D4EA06A1D4B0A9A540F2A77D7A6F1"}""", true)]
    [InlineData("""{"f":"{6a6d4ea0-6a1d-4b0a-9a54-0f2a77d7a6f1}"}""", false)]
    [InlineData("""{"f":"6a6d4ea0"}""", false)]
    [InlineData("""{"f":5}""", false)]
    public void Ids_may_be_written_in_two_ways(string json, bool valid)
    {
        var fields = Read(json);
        var id = fields.Uuid("f");

        Assert.Equal(valid ? Guid.Parse("6a6d4ea0-6a1d-4b0a-9a54-0f2a77d7a6f1") : Guid.Empty, id);
        Assert.Equal(valid ? null : """{"f":["IS_NOT_A_VALID_UUID"]}""", Text(fields));
    }

    [Theory]
    [InlineData("true", true)]
    [InlineData("\"True\"", true)]
    [InlineData("1", true)]
    [InlineData("\"on\"", true)]
    [InlineData("false", false)]
    [InlineData("\"0\"", false)]
    [InlineData("0", false)]
    [InlineData("\"no\"", false)]
    [InlineData("2", null)]
    [InlineData("\"maybe\"", null)]
    [InlineData("[]", null)]
    public void Booleans_have_many_spellings(string value, bool? expected)
    {
        var fields = Read($$"""{"f":{{value}}}""");

        Assert.Equal(expected, fields.OptionalBool("f"));
        Assert.Equal(expected is null ? """{"f":["IS_NOT_A_VALID_BOOLEAN"]}""" : null, Text(fields));
    }

    [Theory]
    [InlineData("5", 5)]
    [InlineData("\"5\"", 5)]
    [InlineData("5.0", 5)]
    [InlineData("-1", null, "Ensure this value is greater than or equal to 0.")]
    [InlineData("11", null, "Ensure this value is less than or equal to 10.")]
    [InlineData("5.5", null, "A valid integer is required.")]
    [InlineData("99999999999999999999", null, "A valid integer is required.")]
    [InlineData("true", null, "A valid integer is required.")]
    [InlineData("\"x\"", null, "A valid integer is required.")]
    public void Integers_have_bounds(string value, int? expected, string? message = null)
    {
        var fields = Read($$"""{"f":{{value}}}""");
        var number = fields.Integer("f", min: 0, max: 10);

        Assert.Equal(expected ?? 0, number);
        Assert.Equal(message is null ? null : $$"""{"f":["{{message}}"]}""", Text(fields));
    }

    [Theory]
    [InlineData("2026-11-23T19:12:46.181998+00:00", "2026-11-23T19:12:46.1819980Z")]
    [InlineData("2026-11-23T19:12:46.181998123Z", "2026-11-23T19:12:46.1819980Z")]
    [InlineData("2026-11-23T20:12:46+01:00", "2026-11-23T19:12:46.0000000Z")]
    [InlineData("2026-11-23T19:12", "2026-11-23T19:12:00.0000000Z")]
    [InlineData("2026-11-23 19:12:46.5", "2026-11-23T19:12:46.5000000Z")]
    [InlineData("2026-11-23", null)]
    [InlineData("yesterday", null)]
    [InlineData("2026-13-23T19:12:46Z", null)]
    public void Times_without_offset_are_UTC_and_nanoseconds_are_cut(string text, string? expected)
    {
        var fields = Read($$"""{"f":"{{text}}"}""");

        Assert.Equal(expected, fields.OptionalTime("f")?.UtcDateTime.ToString("O"));
        Assert.Equal(expected is null ? $$"""{"f":["{{WrongTime}}"]}""" : null, Text(fields));
    }

    [Theory]
    [InlineData("""{"f":"abc"}""", "NO_VALID_HEX")]
    [InlineData("""{"f":"zz"}""", "NO_VALID_HEX")]
    [InlineData("""{"f":"00112233"}""", "Ensure this field has no more than 6 characters.")]
    public void Hex_that_is_wrong_is_named(string json, string message) => ShouldRefuse(json, message, fields => fields.Hex("f", max: 6));

    [Theory]
    [InlineData("alice@example.com", true)]
    [InlineData("a.b-c+d@sub.example.co", true)]
    [InlineData("alice@localhost", true)]
    [InlineData("alice", false)]
    [InlineData("alice@example", false)]
    [InlineData(".alice@example.com", false)]
    [InlineData("alice.@example.com", false)]
    [InlineData("al..ice@example.com", false)]
    [InlineData("al ice@example.com", false)]
    [InlineData("alice@-example.com", false)]
    [InlineData("alice@example..com", false)]
    [InlineData("@example.com", false)]
    [InlineData("alice@", false)]
    public void Addresses_have_a_shape(string text, bool valid)
    {
        var fields = Read($$"""{"f":"{{text}}"}""");
        fields.Email("f", "CODE");

        Assert.Equal(valid ? null : """{"f":["CODE"]}""", Text(fields));
    }

    [Fact]
    public void All_wrong_fields_are_named_in_the_order_they_were_read()
    {
        var fields = Read("""{"b":5,"unknown":1}""");
        fields.Text("a");
        fields.Uuid("b");
        fields.OptionalText("c");

        Assert.Equal("""{"a":["This field is required."],"b":["IS_NOT_A_VALID_UUID"]}""", Text(fields));
    }

    [Fact]
    public void Errors_of_list_elements_come_under_their_index()
    {
        var fields = Read("""{"ids":["x","6a6d4ea0-6a1d-4b0a-9a54-0f2a77d7a6f1",7],"objects":[{"f":"ok"},{},5]}""");
        Assert.Equal(3, fields.Uuids("ids", min: 1).Count);
        Assert.Equal(["ok", "", ""], fields.Objects("objects", min: 1).Select(element => element.Text("f")));

        Assert.Equal(
            """{"ids":{"0":["IS_NOT_A_VALID_UUID"],"2":["IS_NOT_A_VALID_UUID"]}"""
            + ""","objects":{"1":{"f":["This field is required."]}"""
            + ""","2":{"non_field_errors":["Invalid data. Expected a dictionary, but got int."]}}}""",
            Text(fields));
    }

    [Theory]
    [InlineData("""{"ids":"x"}""", "Expected a list of items but got type \\\"str\\\".")]
    [InlineData("""{"ids":{}}""", "Expected a list of items but got type \\\"dict\\\".")]
    [InlineData("""{"ids":[]}""", "This list may not be empty.")]
    [InlineData("""{}""", "This field is required.")]
    [InlineData("""{"ids":null}""", "This field may not be null.")]
    public void A_list_has_to_be_one(string json, string message)
    {
        var fields = Read(json);
        fields.Uuids("ids", min: 1);

        Assert.Equal($$"""{"ids":["{{message}}"]}""", Text(fields));
    }

    [Fact]
    public void Null_counts_as_absent_where_it_is_allowed()
    {
        var fields = Read("""{"a":null,"b":null,"c":null,"d":null}""");

        Assert.Null(fields.OptionalText("a", nullable: true));
        Assert.Null(fields.OptionalUuid("b", nullable: true));
        Assert.Null(fields.OptionalBool("c", nullable: true));
        Assert.Null(fields.OptionalInteger("d", nullable: true));
        Assert.Null(fields.Refusal);
    }

    [Theory]
    [InlineData("[]", "Invalid data. Expected a dictionary, but got list.")]
    [InlineData("\"x\"", "Invalid data. Expected a dictionary, but got str.")]
    [InlineData("5", "Invalid data. Expected a dictionary, but got int.")]
    [InlineData("5.5", "Invalid data. Expected a dictionary, but got float.")]
    [InlineData("true", "Invalid data. Expected a dictionary, but got bool.")]
    [InlineData("null", "No data provided")]
    public void A_request_has_to_be_an_object(string json, string message)
    {
        var refused = Assert.Throws<RefusedException>(() => Read(json));

        Assert.Equal($$"""{"non_field_errors":["{{message}}"]}""", refused.Answer.ToString());
    }

    private static void ShouldRefuse(string json, string message, Action<RequestFields> read)
    {
        var fields = Read(json);
        read(fields);
        Assert.Equal($$"""{"f":["{{message}}"]}""", Text(fields));
    }

    private static RequestFields Read(string json) => RequestFields.From(JsonElement.Parse(json));

    private static string? Text(RequestFields fields) => fields.Refusal?.ToString();
}

using System.Text;
using System.Text.Json;
using CsCheck;
using Psono.Protocol.Secrets;

namespace Psono.Tests.Protocol;

public sealed class SecretContentTests
{
    private const string Variables = "environment_variables_variables";

    [Fact]
    public void What_is_not_changed_survives_in_meaning_order_and_spelling() =>
        RandomJson.Object.Sample(json =>
        {
            var content = Parse(json);
            RandomJson.AssertSame(JsonElement.Parse(json), RandomJson.Parse(content.ToUtf8()));
        }, iter: 500);

    [Fact]
    public void Unknown_members_survive_a_change() =>
        Gen.Select(RandomJson.Object, RandomJson.Object, RandomJson.Object).Sample((before, inside, after) =>
        {
            var json = $$"""
                { "before": {{before}}, "{{Variables}}": [
                    { "later": {{inside}}, "key": "A", "value": "old", "more": null }, {"key": "B", "value": ""} ],
                  "after": {{after}}, "nothing": null }
                """;
            var content = Parse(json);
            content.SetVariable("A", "new \" 🔑");
            content.SetVariable("C", "3");
            Assert.True(content.RemoveVariable("B"));
            content.Set("environment_variables_notes", "added");

            var expected = $$"""
                { "before": {{before}}, "{{Variables}}": [
                    { "later": {{inside}}, "key": "A", "value": "new \" 🔑", "more": null }, {"key": "C", "value": "3"} ],
                  "after": {{after}}, "nothing": null, "environment_variables_notes": "added" }
                """;
            RandomJson.AssertSame(JsonElement.Parse(expected), RandomJson.Parse(content.ToUtf8()));
        }, iter: 300);

    [Fact]
    public void Nulls_and_the_spelling_of_numbers_survive_byte_for_byte()
    {
        const string Json = """{"b":null,"a":1.10,"c":[1e5,-0,{"z":null}],"note_title":"é <&> 中","d":123456789012345678901234567890}""";
        var content = Parse(Json);
        content.Set("note_title", content.GetString("note_title"));
        Assert.Equal(Json, Encoding.UTF8.GetString(content.ToUtf8()));
        Assert.Equal(["b", "a", "c", "note_title", "d"], content.Members);
    }

    [Fact]
    public void Any_text_survives_as_a_value() =>
        Gen.String.Sample(text =>
        {
            // A lone surrogate is no text and has no UTF-8.
            var value = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
            var content = SecretContent.NewEnvironmentVariables("title", [new EnvironmentVariable("A", value)]);
            content.SetVariable(value, value);
            var read = SecretContent.Parse(content.ToUtf8())!;
            Assert.Equal(new EnvironmentVariable("A", value), read.GetVariables()[0]);
            Assert.Contains(new EnvironmentVariable(value, value), read.GetVariables());
        }, iter: 300);

    [Fact]
    public void A_new_secret_has_the_members_of_the_web_client_in_its_order()
    {
        var content = SecretContent.NewEnvironmentVariables("prod", [new EnvironmentVariable("A", "1")], "see wiki");
        Assert.Equal(
            """{"environment_variables_title":"prod","environment_variables_variables":[{"key":"A","value":"1"}]"""
            + ""","environment_variables_notes":"see wiki","custom_fields":[],"tags":[]}""",
            Encoding.UTF8.GetString(content.ToUtf8()));
        Assert.DoesNotContain("environment_variables_notes", SecretContent.NewEnvironmentVariables("prod", [], "").Members);
    }

    [Fact]
    public void Of_variables_of_one_name_the_first_is_set_and_all_are_removed()
    {
        var content = Parse($$"""{"{{Variables}}":[{"key":"A","value":"1"},{"key":"B","value":"2"},{"key":"A","value":"3"}]}""");
        content.SetVariable("A", "4");
        Assert.Equal([new("A", "4"), new("B", "2"), new("A", "3")], content.GetVariables());
        Assert.True(content.RemoveVariable("A"));
        Assert.Equal([new("B", "2")], content.GetVariables());
        Assert.False(content.RemoveVariable("A"));
        Assert.False(content.RemoveVariable("b"));
    }

    [Fact]
    public void A_secret_without_variables_gets_them()
    {
        var content = Parse("{}");
        Assert.Empty(content.GetVariables());
        Assert.False(content.RemoveVariable("A"));
        content.SetVariable("A", "1");
        Assert.Equal([new("A", "1")], content.GetVariables());
    }

    [Theory]
    [InlineData("[1]"), InlineData("[null]"), InlineData("[[]]"), InlineData("[\"A=1\"]"), InlineData("[{}]")]
    [InlineData("""[{"key":"A"}]"""), InlineData("""[{"value":"A"}]""")]
    [InlineData("""[{"key":"A","value":1}]"""), InlineData("""[{"key":"A","value":null}]"""), InlineData("""[{"key":7,"value":"1"}]""")]
    public void A_variable_of_another_form_is_an_error_that_shows_no_value(string variables)
    {
        var content = Parse($$"""{"{{Variables}}":{{variables}}}""");
        var error = Assert.Throws<FormatException>(content.GetVariables);
        Assert.Equal("a variable is not an object with the strings key and value", error.Message);
    }

    [Theory]
    [InlineData(""), InlineData("null"), InlineData("[]"), InlineData("1"), InlineData("\"{}\""), InlineData("{"), InlineData("{}{}")]
    [InlineData("{} x")]
    [InlineData("""{"a":1,"a":2}"""), InlineData("""{"x":{"a":1,"a":2}}"""), InlineData("""{"a":1,"\u0061":2}""")]
    [InlineData("""{"a":1,}"""), InlineData("{/**/}"), InlineData("{'a':1}"), InlineData("""{"a":01}"""), InlineData("""{"a":NaN}""")]
    public void What_is_not_one_object_is_no_secret(string json) => Assert.Null(SecretContent.Parse(Encoding.UTF8.GetBytes(json)));

    [Fact]
    public void What_is_not_utf_8_is_no_secret()
    {
        Assert.NotNull(SecretContent.Parse("{\"a\":\"é\"}"u8));
        Assert.Null(SecretContent.Parse([.. "{\"a\":\""u8, 0xC3, .. "\"}"u8]));
        Assert.Null(SecretContent.Parse([.. "{\"a"u8, 0xFF, .. "\":1}"u8]));
    }

    [Theory]
    [InlineData("\\ud800"), InlineData("\\udc00"), InlineData("\\ud800x"), InlineData("\\udc00\\ud800")]
    public void Half_a_character_is_no_text_and_does_not_parse(string escape)
    {
        Assert.Null(SecretContent.Parse(Encoding.UTF8.GetBytes($$"""{"a":"{{escape}}"}""")));
        Assert.Null(SecretContent.Parse(Encoding.UTF8.GetBytes($$"""{"{{escape}}":1}""")));
        Assert.Null(SecretContent.Parse(Encoding.UTF8.GetBytes($$"""{"a":[{"b":"{{escape}}"}]}""")));
    }

    [Fact]
    public void What_can_be_parsed_can_be_written_at_any_depth()
    {
        for (var depth = 1; depth < 100; depth++)
        {
            var json = "{\"a\":" + new string('[', depth) + new string(']', depth) + "}";
            var content = SecretContent.Parse(Encoding.UTF8.GetBytes(json));
            Assert.Equal(depth < 64, content is not null);
            if (content is not null)
                Assert.Equal(json, Encoding.UTF8.GetString(content.ToUtf8()));
        }
    }

    [Theory]
    [InlineData("""{"note_title":"x"}""", SecretType.Note, "x")]
    [InlineData("""{"website_password_title":"x","website_password_totp_code":"y"}""", SecretType.WebsitePassword, "x")]
    [InlineData("""{"totp_title":"x","totp_code":"y"}""", SecretType.Totp, "x")]
    [InlineData("""{"environment_variables_title":"x","environment_variables_variables":[]}""", SecretType.EnvironmentVariables, "x")]
    [InlineData("""{"note_title":null,"environment_variables_title":"x"}""", SecretType.EnvironmentVariables, "x")]
    [InlineData("""{"environment_variables_variables":[]}""", SecretType.EnvironmentVariables, null)]
    [InlineData("""{"environment_variables_title":7}""", SecretType.EnvironmentVariables, null)]
    [InlineData("""{"custom_fields":[],"_title":"x"}""", SecretType.Unknown, "x")]
    [InlineData("{}", SecretType.Unknown, null)]
    public void Type_and_title_follow_from_the_members(string json, SecretType type, string? title)
    {
        var content = Parse(json);
        Assert.Equal(type, content.Type);
        Assert.Equal(title, content.Title);
    }

    [Fact]
    public void Its_text_and_that_of_a_variable_show_no_value()
    {
        var variable = new EnvironmentVariable("NAME", "hunter2");
        Assert.Equal("NAME", variable.ToString());
        Assert.DoesNotContain("hunter2", SecretContent.NewEnvironmentVariables("title", [variable]).ToString(), StringComparison.Ordinal);
    }

    private static SecretContent Parse(string json)
    {
        var content = SecretContent.Parse(Encoding.UTF8.GetBytes(json));
        Assert.NotNull(content);
        return content;
    }
}

using CsCheck;
using Psono.Cli;
using Psono.Cli.Commands.Inject;

namespace Psono.Tests.Commands.Inject;

public sealed class TemplateTests
{
    [Theory]
    [InlineData("{{ a/b }}", "a", "b")]
    [InlineData("{{a/b}}", "a", "b")]
    [InlineData("{{\tproduction database / db_password }}", "production database", "db_password")]
    [InlineData("{{ with/slashes/b }}", "with/slashes", "b")]
    [InlineData("{{ 00000000-0000-4000-9000-000000000001/b }}", "00000000-0000-4000-9000-000000000001", "b")]
    public void A_reference_is_a_secret_and_after_the_last_slash_a_field(string text, string secret, string field) =>
        Assert.Equal(new SecretField(secret, field, 1), Assert.Single(
            Template.Parse(text, "t").Select(part => part.Reference).OfType<SecretField>()));

    [Theory]
    [InlineData("no braces } {", "no braces } {")]
    [InlineData("{ { a/b } }", "{ { a/b } }")]
    [InlineData("}} a", "}} a")]
    [InlineData("{{ \"{{\" }}", "{{")]
    [InlineData("x{{\"{{ a/b }}\"}}y", "x{{ a/b }}y")]
    [InlineData("{{ \"\" }}", "")]
    public void Everything_else_is_text(string template, string text)
    {
        var parts = Template.Parse(template, "t");
        Assert.All(parts, part => Assert.Null(part.Reference));
        Assert.Equal(text, string.Concat(parts.Select(part => part.Text)));
    }

    [Theory]
    [InlineData("{{", 1), InlineData("\n\n{{ a/b\n}}", 3), InlineData("{{ a }}", 1), InlineData("{{ /b }}", 1), InlineData("{{ a/ }}", 1)]
    [InlineData("{{}}", 1), InlineData("a\n{{ \"x }}", 2)]
    [InlineData("{{ \"x\" y }}", 1), InlineData("{{{ a/b }", 1)]
    public void What_is_neither_is_an_error_that_names_the_line(string template, int line)
    {
        var error = Assert.Throws<PsonociException>(() => Template.Parse(template, "app.conf.tpl"));
        Assert.Equal("template", error.Code);
        Assert.StartsWith($"app.conf.tpl, line {line}: ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Any_text_can_be_written_with_the_braces_quoted() => Gen.String["{}a/ x'\\\n"].Sample(text =>
        Assert.Equal(text, string.Concat(
            Template.Parse(text.Replace("{{", "{{ \"{{\" }}", StringComparison.Ordinal), "t").Select(part => part.Text))));
}

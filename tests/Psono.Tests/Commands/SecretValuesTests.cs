using System.Text;
using System.Text.Json.Nodes;
using CsCheck;
using Psono.Cli;
using Psono.Cli.Commands.Secret;
using Psono.Cli.Terminal;
using Psono.Protocol.Secrets;

namespace Psono.Tests.Commands;

public sealed class SecretValuesTests
{
    private const string Website = """
        {"website_password_title":"T","website_password_url":"https://a","website_password_username":"u",
         "website_password_password":"p <ä>","website_password_notes":"n","website_password_url_filter":"a",
         "website_password_totp_period":30,"website_password_totp_code":"JBSW","custom_fields":[]}
        """;

    [Theory]
    [InlineData("json"), InlineData("JSON"), InlineData("url-filter"), InlineData("url_filter"), InlineData("Url-Filter")]
    [InlineData("CREDIT_CARD-valid_Through")]
    public void Any_spelling_is_accepted(string text) => Assert.Equal(text.Replace('-', '_').ToLowerInvariant(), SecretValues.Parse(text));

    [Fact]
    public void An_unknown_value_type_is_an_error_that_lists_the_known_ones()
    {
        var error = Assert.Throws<PsonociException>(() => SecretValues.Parse("passwort"));
        Assert.Equal(ExitCodes.Usage, error.ExitCode);
        Assert.Contains("elster-certificate-retrieval-code", error.Hint, StringComparison.Ordinal);
        Assert.Equal(39, SecretValues.Names.Count());
    }

    [Theory]
    [InlineData(Website, "password", "p <ä>")]
    [InlineData(Website, "username", "u")]
    [InlineData(Website, "url", "https://a")]
    [InlineData(Website, "url_filter", "a")]
    [InlineData(Website, "title", "T")]
    [InlineData(Website, "notes", "n")]
    [InlineData(Website, "secret_type", "website")]
    [InlineData(Website, "totp_period", "30")]
    [InlineData(Website, "totp_code", "JBSW")]
    [InlineData(Website, "totp_digits", null)]
    [InlineData(Website, "env_vars", null)]
    [InlineData(Website, "identity_email", null)]
    [InlineData("""{"application_password_password":"p","application_password_username":"u"}""", "password", "p")]
    [InlineData("""{"application_password_password":"p"}""", "url", null)]
    [InlineData("""{"bookmark_url":"b"}""", "url", "b")]
    [InlineData("""{"bookmark_url":"b"}""", "password", null)]
    [InlineData("""{"note_notes":"n"}""", "notes", "n")]
    [InlineData("""{"identity_title":"t","identity_first_name":"f","identity_notes":"n"}""", "identity_first_name", "f")]
    [InlineData("""{"identity_title":"t","identity_first_name":"f","identity_notes":"n"}""", "identity_notes", "n")]
    [InlineData("""{"mail_gpg_own_key_private":"k","mail_gpg_own_key_email":"e"}""", "gpg_key_private", "k")]
    [InlineData("""{"mail_gpg_own_key_private":"k"}""", "secret_type", "gpg_key")]
    [InlineData("""{"mail_gpg_own_key_private":"k","mail_gpg_own_key_notes":"n"}""", "notes", null)]
    [InlineData("""{"ssh_own_key_public":"ssh-ed25519"}""", "ssh_key_public", "ssh-ed25519")]
    [InlineData("""{"totp_code":"C","totp_period":30,"totp_digits":6,"totp_algorithm":"SHA1"}""", "totp_digits", "6")]
    [InlineData("""{"credit_card_number":"4","credit_card_valid_through":"1230"}""", "credit_card_valid_through", "1230")]
    [InlineData("""{"elster_certificate_password":"e"}""", "elster_certificate_password", "e")]
    [InlineData("""{"elster_certificate_password":"e"}""", "password", null)]
    [InlineData("""{"environment_variables_variables":[{"key":"A","value":"ä"}]}""", "env_vars", """[{"key":"A","value":"ä"}]""")]
    [InlineData("""{"environment_variables_variables":[]}""", "secret_type", "env_vars")]
    [InlineData("{}", "secret_type", "unknown")]
    [InlineData("{}", "title", null)]
    public void Each_type_keeps_its_values_in_its_own_members(string json, string value, string? expected) =>
        Assert.Equal(expected, SecretValues.Read(Content(json), value));

    /// <summary>Every value of the documented list, a secret that has it, and what it is there.</summary>
    public static TheoryData<string, string, string> Every { get; } = new()
    {
        { "notes", """{"note_notes":"?"}""", "n" }, { "password", """{"application_password_password":"?"}""", "p" },
        { "title", """{"bookmark_title":"?"}""", "t" }, { "url", """{"website_password_url":"?"}""", "u" },
        { "url-filter", """{"bookmark_url_filter":"?"}""", "f" }, { "username", """{"application_password_username":"?"}""", "u" },
        { "identity-title", """{"identity_title":"?"}""", "t" }, { "identity-first-name", """{"identity_first_name":"?"}""", "f" },
        { "identity-last-name", """{"identity_last_name":"?"}""", "l" }, { "identity-company", """{"identity_company":"?"}""", "c" },
        { "identity-address", """{"identity_address":"?"}""", "a" }, { "identity-city", """{"identity_city":"?"}""", "c" },
        { "identity-postal-code", """{"identity_postal_code":"?"}""", "1" }, { "identity-state", """{"identity_state":"?"}""", "s" },
        { "identity-country", """{"identity_country":"?"}""", "DE" },
        { "identity-phone-number", """{"identity_phone_number":"?"}""", "+1" },
        { "identity-email", """{"identity_email":"?"}""", "e" }, { "identity-notes", """{"identity_notes":"?"}""", "n" },
        { "gpg-key-email", """{"mail_gpg_own_key_email":"?"}""", "e" }, { "gpg-key-name", """{"mail_gpg_own_key_name":"?"}""", "n" },
        { "gpg-key-private", """{"mail_gpg_own_key_private":"?"}""", "k" },
        { "gpg-key-public", """{"mail_gpg_own_key_public":"?"}""", "k" },
        { "ssh-key-public", """{"ssh_own_key_public":"?"}""", "k" }, { "ssh-key-private", """{"ssh_own_key_private":"?"}""", "k" },
        { "totp-period", """{"totp_code":"C","totp_period":"?"}""", "60" }, { "totp-algorithm", """{"totp_algorithm":"?"}""", "SHA1" },
        { "totp-digits", """{"totp_digits":"?"}""", "8" }, { "totp-code", """{"website_password_totp_code":"?"}""", "JBSW" },
        { "credit-card-number", """{"credit_card_number":"?"}""", "4" }, { "credit-card-cvc", """{"credit_card_cvc":"?"}""", "1" },
        { "credit-card-name", """{"credit_card_name":"?"}""", "n" },
        { "credit-card-valid-through", """{"credit_card_valid_through":"?"}""", "1230" },
        { "credit-card-pin", """{"credit_card_pin":"?"}""", "1" },
        { "elster-certificate-file-content", """{"elster_certificate_file_content":"?"}""", "00" },
        { "elster-certificate-password", """{"elster_certificate_password":"?"}""", "p" },
        { "elster-certificate-retrieval-code", """{"elster_certificate_retrieval_code":"?"}""", "r" },
        { "env-vars", """{"environment_variables_variables":[]}""", """[{"key":"A","value":"1"}]""" },
    };

    [Theory, MemberData(nameof(Every))]
    public void Every_value_is_read_and_set_in_every_spelling(string name, string json, string value)
    {
        foreach (var spelling in new[] { name, name.Replace('-', '_'), name.ToUpperInvariant(), name.Replace('-', '_').ToUpperInvariant() })
        {
            var known = SecretValues.Parse(spelling);
            var content = Content(json);
            content.Set(SecretValues.MemberOf(content.Type, known)!, SecretValues.Make(known, value));
            Assert.Equal(value, SecretValues.Read(content, known));
            Assert.Equal(Content(json).Members, content.Members);
        }
    }

    [Fact]
    public void The_list_of_values_is_the_documented_one() => Assert.Equal(
        "json notes password title url url-filter username identity-title identity-first-name identity-last-name identity-company "
        + "identity-address identity-city"
        + " identity-postal-code identity-state identity-country identity-phone-number identity-email identity-notes gpg-key-email "
        + "gpg-key-name gpg-key-private"
        + " gpg-key-public secret-type env-vars ssh-key-public ssh-key-private totp-period totp-algorithm totp-digits totp-code "
        + "credit-card-number credit-card-cvc"
        + " credit-card-name credit-card-valid-through credit-card-pin elster-certificate-file-content elster-certificate-password "
        + "elster-certificate-retrieval-code",
        string.Join(' ', SecretValues.Names));

    [Theory]
    [InlineData("website_password", "website"), InlineData("application_password", "application"), InlineData("note", "note")]
    [InlineData("identity", "identity")]
    [InlineData("mail_gpg_own_key", "gpg_key"), InlineData("bookmark", "bookmark"), InlineData("environment_variables", "env_vars")]
    [InlineData("ssh_own_key", "ssh_key")]
    [InlineData("totp", "totp"), InlineData("credit_card", "credit_card"), InlineData("elster_certificate", "elster_certificate")]
    public void Every_type_has_its_name(string prefix, string name) =>
        Assert.Equal(name, SecretValues.Read(Content($$"""{"{{prefix}}_title":"T"}"""), SecretValues.Parse("Secret-Type")));

    [Fact]
    public void The_json_of_a_secret_has_a_frozen_shape()
    {
        Assert.Equal(
            """{"credit_card":null,"elster_certificate":null,"env_vars":null"""
            + ""","gpg_key_email":null,"gpg_key_name":null,"gpg_key_private":null,"gpg_key_public":null"""
            + ""","identity":null,"notes":"n","password":"p <ä>","ssh_key":null,"title":"T","totp":null"""
            + ""","type":"website","url":"https://a","url_filter":"a","username":"u"}""",
            SecretValues.Read(Content(Website), "json"));
        Assert.Contains(
            ""","identity":{"address":null,"city":null,"company":null,"country":null,"email":"e","first_name":"f","last_name":null"""
            + ""","notes":null,"phone_number":null,"postal_code":null,"state":null,"title":null}""",
            SecretValues.Read(Content("""{"identity_first_name":"f","identity_email":"e"}"""), "json"),
            StringComparison.Ordinal);
        Assert.Contains(
            """"totp":{"algorithm":"SHA1","code":"C","digits":6,"period":30},"type":"totp"""",
            SecretValues.Read(Content("""{"totp_code":"C","totp_period":30,"totp_digits":6,"totp_algorithm":"SHA1"}"""), "json"),
            StringComparison.Ordinal);
        Assert.Contains(
            """"env_vars":[{"key":"A","value":"b"}]"""",
            SecretValues.Read(Content("""{"environment_variables_variables":[{"key":"A","value":"b"}]}"""), "json"),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Numbers_are_written_as_numbers_and_variables_as_variables()
    {
        Assert.Equal("30", SecretValues.Make("totp_period", "30").ToJsonString());
        Assert.Throws<PsonociException>(() => SecretValues.Make("totp_digits", "six"));
        Assert.Equal("\"30\"", SecretValues.Make("password", "30").ToJsonString());
        Assert.Equal("""[{"key":"A","value":"b"}]""", SecretValues.Make("env_vars", """[{"key":"A","value":"b"}]""").ToJsonString());
    }

    [Theory]
    [InlineData("x"), InlineData("{}"), InlineData("[1]"), InlineData("""[{"key":"A"}]"""), InlineData("""[{"key":"A","value":1}]""")]
    public void Variables_in_another_form_are_refused(string text) =>
        Assert.Throws<PsonociException>(() => SecretValues.Make("env_vars", text));

    private static SecretContent Content(string json) => SecretContent.Parse(Encoding.UTF8.GetBytes(json))!;

    [Theory]
    [InlineData("totp_digits", "9"), InlineData("totp_digits", "5"), InlineData("totp_period", "0"), InlineData("totp_algorithm", "MD5")]
    [InlineData("totp_algorithm", "sha1")]
    public void A_one_time_password_that_nobody_could_compute_is_refused(string value, string text) =>
        Assert.Equal(ExitCodes.Usage, Assert.Throws<PsonociException>(() => SecretValues.Make(value, text)).ExitCode);

    [Fact]
    public void Only_what_JSON_demands_is_escaped()
    {
        const string Text = "\"\\/\b\f\n\r\t\u0001\u001f\u007f\u0080\u00a0\u2028\ue000\ufeff<ä>🦀";
        var json = JsonOutput.Format(JsonValue.Create(Text)!, indented: false);

        Assert.Equal("\"\\\"\\\\/\\b\\f\\n\\r\\t\\u0001\\u001f\u007f\u0080\u00a0\u2028\ue000\ufeff<ä>🦀\"", json);
        Assert.Equal(Text, (string?)JsonNode.Parse(json));
    }

    [Fact]
    public void Any_text_comes_back_from_JSON() => Gen.String.Sample(text =>
    {
        var whole = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
        return (string?)JsonNode.Parse(JsonOutput.Format(JsonValue.Create(whole)!, indented: true)) == whole;
    });

    [Fact]
    public void Variables_are_printed_without_what_other_clients_put_beside_them() => Assert.Equal(
        """[{"key":"A","value":"1"}]""",
        SecretValues.Read(SecretContent.Parse(
            """{"environment_variables_title":"T","environment_variables_variables":[{"key":"A","value":"1","description":"x"}]}"""u8)!,
            "env_vars"));
}

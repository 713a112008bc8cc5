using System.Text;
using Psono.Cli.Redaction;
using Psono.Tests.Client;

namespace Psono.Tests.Redaction;

public sealed class SecretTextsTests
{
    [Theory]
    [InlineData(
        """
        {"environment_variables_title":"title","environment_variables_variables":[{"key":"A","value":"one"},{"key":"B","value":"two\n"}],
        "environment_variables_notes":"note","tags":["tag"]}
        """,
        "A=one", "B=two\n", "environment_variables_notes=note")]
    [InlineData(
        """
        {"website_password_title":"t","website_password_url":"https://example.com",
        "website_password_username":"u","website_password_password":"p\"w",
        "website_password_totp_code":"seed","website_password_auto_submit":false}
        """,
        "website_password_password=p\"w", "website_password_totp_code=seed")]
    [InlineData(
        """
        {"ssh_own_key_title":"t","ssh_own_key_name":"n","ssh_own_key_public":"pub","ssh_own_key_private":"priv",
        "custom_fields":[{"name":"pin","type":"password","value":"1234"}]}
        """,
        "ssh_own_key_private=priv", "pin=1234")]
    [InlineData("""{"credit_card_number":"4111","credit_card_cvc":"123","credit_card_name":"Alice","credit_card_valid_through":"1230"}""",
        "credit_card_number=4111", "credit_card_cvc=123")]
    public async Task Secret_texts_are_found_in_every_type_and_what_people_recognize_things_by_is_not(
        string content, params string[] expected)
    {
        await using var server = new ApiKeyServer(bulk: true, content);
        using var client = server.Connect();
        using var secret = (await client.ReadManyAsync())[0];
        var found = new List<string>();

        SecretTexts.Read(secret, (name, text) => found.Add($"{name}={Encoding.UTF8.GetString(text)}"));

        Assert.Equal(expected, found);
    }
}

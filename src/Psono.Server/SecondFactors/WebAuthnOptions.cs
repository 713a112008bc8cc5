using System.Buffers.Text;
using System.Text;
using System.Text.Json;

namespace Psono.Server.SecondFactors;

/// <summary>
/// What a browser is asked with, as web clients of Psono pass it on (protocol part 1, sections 7.2 and 14.4). They leave
/// <c>excludeCredentials</c> as it is, which only works while it is empty.
/// </summary>
internal static class WebAuthnOptions
{
    private const int TimeoutMilliseconds = 90_000;

    // docs/decisions/0068
    private const string UserVerification = "discouraged";

    public static void WriteCreation(
        Utf8JsonWriter json, WebAuthnOrigin origin, string challenge, string serviceName, Guid userId, string username)
    {
        json.WriteStartObject("options");
        json.WriteStartObject("rp");
        json.WriteString("name", serviceName);
        json.WriteString("id", origin.RpId);
        json.WriteEndObject();
        json.WriteStartObject("user");
        json.WriteString("id", Base64Url.EncodeToString(Encoding.ASCII.GetBytes(userId.ToString())));
        json.WriteString("name", username);
        json.WriteString("displayName", username);
        json.WriteEndObject();
        json.WriteString("challenge", challenge);
        json.WriteStartArray("pubKeyCredParams");
        foreach (var algorithm in WebAuthnCeremony.Algorithms)
        {
            json.WriteStartObject();
            json.WriteString("type", "public-key");
            json.WriteNumber("alg", (int)algorithm);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteNumber("timeout", TimeoutMilliseconds);
        json.WriteStartArray("excludeCredentials");
        json.WriteEndArray();
        json.WriteStartObject("authenticatorSelection");
        json.WriteBoolean("requireResidentKey", false);
        json.WriteString("userVerification", UserVerification);
        json.WriteEndObject();
        json.WriteString("attestation", "none");
        json.WriteEndObject();
    }

    public static void WriteRequest(Utf8JsonWriter json, WebAuthnOrigin origin, string challenge, IEnumerable<string> credentials)
    {
        json.WriteStartObject("options");
        json.WriteString("challenge", challenge);
        json.WriteNumber("timeout", TimeoutMilliseconds);
        json.WriteString("rpId", origin.RpId);
        json.WriteStartArray("allowCredentials");
        foreach (var id in credentials)
        {
            json.WriteStartObject();
            json.WriteString("id", id);
            json.WriteString("type", "public-key");
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteString("userVerification", UserVerification);
        json.WriteEndObject();
    }
}

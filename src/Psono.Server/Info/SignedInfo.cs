using System.Buffers;
using System.Text;
using System.Text.Json;
using Psono.Protocol;
using Psono.Protocol.Cryptography;
using Psono.Protocol.Info;
using Psono.Server.Avatars;
using Psono.Server.Configuration;
using Psono.Server.Data;
using Psono.Server.Hosting;
using Psono.Server.Http;
using Psono.Server.SecondFactors;

namespace Psono.Server.Info;

/// <summary>
/// The answer of <c>/info/</c>: who this server is and what it offers, signed (protocol part 1, section 4.1).
/// </summary>
internal static class SignedInfo
{
    /// <summary>
    /// The release of the reference server whose protocol this one speaks. Clients split this text at its two blanks and refuse releases
    /// they find too old, so it is this number and not our own.
    /// </summary>
    private const string ProtocolRelease = "7.2.3";

    private static readonly string[] AuthenticationMethods = ["AUTHKEY"];

    /// <summary>Clients do not offer what this server does not have yet.</summary>
    private static readonly string[] Missing =
    [
        "compliance_disable_shares", "compliance_disable_link_shares", "compliance_disable_unmanaged_groups",
        "compliance_disable_file_repositories",
    ];

    public static Answer Sign(ServerOptions options, ServerKeys keys, string registration) =>
        Answer.Ok(Make(options, keys, registration), PsonoJsonContext.Wire.InfoResponse);

    public static InfoResponse Make(ServerOptions options, ServerKeys keys, string registration)
    {
        var info = Write(options, keys, registration);
        return new InfoResponse
        {
            Info = Encoding.UTF8.GetString(info),
            Signature = Convert.ToHexStringLower(Ed25519.Sign(keys.PrivateKey, info)),
            VerifyKey = keys.VerifyKey,
        };
    }

    private static byte[] Write(ServerOptions options, ServerKeys keys, string registration)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer);
        json.WriteStartObject();
        json.WriteString("version", $"{ProtocolRelease} (Build psono.net-{ProgramVersion.Text})");
        json.WriteNumber("api", 1);
        json.WriteBoolean("log_audit", false);
        json.WriteString("public_key", keys.PublicKey.ToHex());
        WriteList(json, "authentication_methods", AuthenticationMethods);
        WriteList(json, "domain_synonyms", []);
        WriteList(json, "excluded_domains", []);
        json.WriteString("web_client", options.WebClientUrl);
        json.WriteBoolean("management", options.ManagementEnabled);
        json.WriteBoolean("files", false);
        WriteList(json, "allowed_file_repository_types", []);
        json.WriteString("favicon_service_url", "");
        json.WriteNumber("auto_prolongation_token_time_valid", options.AutoProlongationSeconds);
        WriteList(json, "allowed_second_factors", FactorNames.Settings(OfferedFactors.Of(options)));
        json.WriteBoolean("disable_central_security_reports", true);
        json.WriteBoolean("disable_callbacks", true);
        json.WriteBoolean("allow_user_search_by_email", options.AllowUserSearchByEmail);
        json.WriteBoolean("allow_user_search_by_username_partial", options.AllowUserSearchByUsernamePartial);
        json.WriteBoolean("system_wide_duo_exists", false);
        json.WriteBoolean("multifactor_enabled", options.MultifactorEnabled);
        json.WriteBoolean("compliance_enforce_2fa", options.RequireSecondFactor);
        json.WriteString("type", "CE");
        json.WriteString("credit_buy_address", "https://example.com");
        json.WriteString("credit_costs_upload", "0");
        json.WriteString("credit_costs_download", "0");
        json.WriteString("credit_costs_storage", "0");
        json.WriteNumber("avatar_dimension_x", 256);
        json.WriteNumber("avatar_dimension_y", 256);
        json.WriteNumber("avatar_max_size_kb", AvatarEndpoints.MaxKilobytes);
        json.WriteBoolean("compliance_disable_emergency_codes", false);
        json.WriteBoolean("compliance_disable_recovery_codes", !options.AllowLostPassword);
        foreach (var feature in Missing)
            json.WriteBoolean(feature, true);
        json.WritePropertyName("psono_net");
        var extensions = new ServerExtensions
        {
            Version = ProgramVersion.Text,
            BulkRead = 2,
            Titles = 2,
            DeviceCode = 1,
            LastUse = 1,
            SecretLinks = 1,
            DatastoreHistory = 1,
            Invitations = 1,
            Registration = registration,
        };
        JsonSerializer.Serialize(json, extensions, PsonoJsonContext.Wire.ServerExtensions);
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    private static void WriteList(Utf8JsonWriter json, string name, string[] values)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
            json.WriteStringValue(value);
        json.WriteEndArray();
    }
}

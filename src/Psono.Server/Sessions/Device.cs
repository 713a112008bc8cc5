using Psono.Server.Http.Fields;

namespace Psono.Server.Sessions;

/// <summary>What a client says at login about the device it runs on.</summary>
internal sealed record Device(string Fingerprint, string Description, DateTimeOffset? Time, bool IsApp)
{
    public static Device Read(RequestFields credentials) => new(
        credentials.OptionalText("device_fingerprint", max: 128, blank: true, nullable: true) ?? "",
        credentials.OptionalText("device_description", max: 256, blank: true, nullable: true) ?? "",
        credentials.OptionalTime("device_time", nullable: true),
        credentials.OptionalText("client_type", blank: true, nullable: true) == "app");
}

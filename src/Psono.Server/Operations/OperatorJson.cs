using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Psono.Server.Invitations;
using Psono.Server.Sessions;
using Psono.Server.Users;

namespace Psono.Server.Operations;

/// <summary>JSON of commands: what <c>--json</c> prints, and what is said to a server that runs.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(OperatorRequest))]
[JsonSerializable(typeof(OperatorAnswer))]
[JsonSerializable(typeof(IReadOnlyList<UserOverview>))]
[JsonSerializable(typeof(IReadOnlyList<SessionOverview>))]
[JsonSerializable(typeof(IReadOnlyList<InvitationOverview>))]
[JsonSerializable(typeof(NewAccount))]
[JsonSerializable(typeof(NewInvitation))]
[JsonSerializable(typeof(ServerKey))]
internal sealed partial class OperatorJson : JsonSerializerContext
{
    /// <summary>For people: indented, and letters of any alphabet as they are.</summary>
    public static OperatorJson Printed { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}

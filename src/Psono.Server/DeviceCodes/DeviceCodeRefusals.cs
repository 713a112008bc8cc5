using Psono.Server.Errors;
using Psono.Server.Http;

namespace Psono.Server.DeviceCodes;

/// <summary>Why a device code cannot be claimed or used (protocol part 1, section 15).</summary>
internal static class DeviceCodeRefusals
{
    public static readonly Answer NoMatch = Refusal.Detail(StatusCodes.Status404NotFound, "No DeviceCode matches the given query.");

    public static readonly Answer UserMismatch = Refusal.Detail(StatusCodes.Status403Forbidden, "DEVICE_CODE_USER_MISMATCH");

    public static readonly Answer AlreadyClaimed = Refusal.Detail(StatusCodes.Status403Forbidden, "DEVICE_CODE_ALREADY_CLAIMED");

    public static readonly Answer ClaimExpired = Refusal.Detail(StatusCodes.Status403Forbidden, "DEVICE_CODE_EXPIRED");

    public static readonly Answer NotFound = Refusal.Object("DEVICE_CODE_NOT_FOUND");

    public static readonly Answer Expired = Refusal.Object("DEVICE_CODE_EXPIRED");

    /// <summary>Clients go on asking exactly as long as this is the answer.</summary>
    public static readonly Answer NotClaimed = Refusal.Object("DEVICE_CODE_NOT_CLAIMED");
}

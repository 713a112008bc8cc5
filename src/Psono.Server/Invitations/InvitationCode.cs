using System.Security.Cryptography;
using System.Text;
using Psono.Protocol.Encodings;

namespace Psono.Server.Invitations;

// docs/decisions/0071
/// <summary>What proves an invitation: 32 random bytes, as text. The database has its hash, which proves nothing.</summary>
internal static class InvitationCode
{
    private const int Size = 32;

    public static string New() => Base58.Encode(RandomNumberGenerator.GetBytes(Size));

    public static string HashOf(string code) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(code.Trim())));

    /// <summary>The code stands behind the #, which browsers send to nobody.</summary>
    public static string LinkOf(string code, string webClientUrl) => $"{webClientUrl}/register#invitation={code}";
}

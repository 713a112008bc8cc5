using System.Security.Cryptography;
using System.Text;

namespace Psono.Server.Users;

/// <summary>
/// Finds an account by its e-mail address without the address being readable in the database: HMAC-SHA256 under a secret of the keys file.
/// </summary>
internal sealed class EmailHash(string secret)
{
    private readonly byte[] _key = Encoding.UTF8.GetBytes(secret);

    public string Of(string email) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(email.Trim().ToLowerInvariant())));
}

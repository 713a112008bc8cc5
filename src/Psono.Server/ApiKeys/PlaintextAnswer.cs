using System.Security.Cryptography;
using Psono.Server.Http;

namespace Psono.Server.ApiKeys;

/// <summary>What insecure access asked for. The bytes are zeroed once they are sent.</summary>
internal sealed class PlaintextAnswer(byte[] plaintext) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        try
        {
            await new Answer(StatusCodes.Status200OK, plaintext).ExecuteAsync(httpContext);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plaintext);
        }
    }
}

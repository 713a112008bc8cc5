using System.Security.Cryptography;
using Psono.Server.Configuration;
using Psono.Server.Data;
using Psono.Server.Operations;

namespace Psono.Server.Hosting;

/// <summary>What the program says, and its exit code, when it cannot start or cannot stop as it should.</summary>
internal static class StartFailure
{
    public const int Success = 0;
    private const int Failure = 1;
    private const int Usage = 2;

    public static (int Code, string Line) Describe(Exception e) => e switch
    {
        UsageException => (Usage, e.Message),
        StartException or OperatorException or IOException or UnauthorizedAccessException or CryptographicException => (Failure, e.Message),
        DatabaseAwayException => (Failure, $"the database cannot be used: {e.Message}"),
        // Not its text, which may hold anything.
        _ => (Failure, $"internal error ({e.GetType().Name}), please report it"),
    };
}

using Psono.Server.Errors;
using Psono.Server.Http;

namespace Psono.Server.SecondFactors;

/// <summary>Refusals that several kinds of second factors have.</summary>
internal static class FactorRefusals
{
    /// <summary>Ours: nobody needs as many.</summary>
    public static readonly Answer TooMany = Refusal.Object("TOO_MANY_SECOND_FACTORS");

    /// <summary>Ours: without it the account could do nothing, and the stock web client would say nothing.</summary>
    public static readonly Answer LastOne = Refusal.Object("SECOND_FACTOR_REQUIRED");
}

using Psono.Protocol.SecondFactors;

namespace Psono.Server.SecondFactors;

/// <summary>Factors as their owner gets them.</summary>
internal static class FactorList
{
    public static IReadOnlyList<SecondFactorEntry> Of(IEnumerable<StoredFactor> factors) =>
        [.. factors.Select(factor => new SecondFactorEntry { Id = factor.Id, Active = factor.Active, Title = factor.Title })];
}

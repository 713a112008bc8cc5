namespace Psono.Extensions.Configuration;

/// <summary>What happens when two secrets have a variable of the same key.</summary>
public enum DuplicateKeys
{
    /// <summary>The secret that is merged later wins.</summary>
    LastWins,

    /// <summary>The secret that is merged first wins.</summary>
    FirstWins,

    /// <summary>Loading throws.</summary>
    Throw,
}

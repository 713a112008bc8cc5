namespace Psono.Extensions.Configuration;

/// <summary>Specifies what happens when two variables have the same configuration key.</summary>
public enum DuplicateKeys
{
    /// <summary>The secret that is merged later wins.</summary>
    LastWins,

    /// <summary>The secret that is merged first wins.</summary>
    FirstWins,

    /// <summary>Loading throws.</summary>
    Throw,
}

namespace Psono.Protocol.Datastores;

/// <summary>What becomes of an item when an earlier version of a tree is restored.</summary>
public enum TreeDifferenceKind
{
    /// <summary>It is not in the tree of now, and comes back.</summary>
    Returns,

    /// <summary>It is where it was then, called what it was called then, and in the trash if it was then.</summary>
    Changes,

    /// <summary>It was made since, and stays.</summary>
    Stays,

    /// <summary>Its secret was deleted for good since, and it does not come back.</summary>
    IsGone,
}

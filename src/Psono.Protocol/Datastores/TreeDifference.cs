namespace Psono.Protocol.Datastores;

/// <summary>What becomes of an item when an earlier version of a tree is restored.</summary>
/// <param name="Kind">What becomes of it.</param>
/// <param name="Then">The item in the earlier version; <see langword="null"/> if it was made since.</param>
/// <param name="Now">The item in the tree of now; <see langword="null"/> if it is not in it.</param>
public sealed record TreeDifference(TreeDifferenceKind Kind, DatastoreItem? Then, DatastoreItem? Now);

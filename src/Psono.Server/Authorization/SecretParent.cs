namespace Psono.Server.Authorization;

/// <summary>Where a request wants to put a secret.</summary>
internal readonly record struct SecretParent(Guid? DatastoreId, Guid? ShareId)
{
    /// <summary>
    /// For <see cref="SecretRights.PutLink"/>. Nobody has rights on any share, so a share as parent asks the same question about no
    /// datastore and gets the answer that an unknown datastore gets.
    /// </summary>
    public (string, object?) Parameter => ("@parent", ShareId is null ? DatastoreId : null);
}

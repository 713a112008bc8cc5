namespace Psono.Server.Datastores;

internal sealed record NewDatastore(
    string Type, string Description, string Data, string DataNonce, string SecretKey, string SecretKeyNonce, bool IsDefault);

#:project ../src/Psono.Client/Psono.Client.csproj
#:property PublishAot=false
#:property RestorePackagesWithLockFile=false

// Fills the password datastore of an account: dotnet run fill-vault.cs -- SERVER USERNAME COUNT, the password in PSONO_VAULT_PASSWORD.
// The entries lead to no secret: what is measured is the list.
using System.Globalization;
using System.Security.Cryptography;
using Psono.Client;
using Psono.Client.Accounts;
using Psono.Client.Http;
using Psono.Client.Vault;
using Psono.Protocol.Cryptography;
using Psono.Protocol.Datastores;
using Psono.Protocol.Secrets;

var count = int.Parse(args[2], CultureInfo.InvariantCulture);
using var transport = new HttpTransport(new Uri(args[0]), new HttpOptions());
var server = await ServerIdentity.FetchAsync(transport, null, _ => true);
var credentials = new VaultCredentials
{
    Username = args[1],
    Password = Environment.GetEnvironmentVariable("PSONO_VAULT_PASSWORD")!,
    DeviceDescription = "perf",
};
var session = await VaultClient.LoginAsync(transport, server, credentials, TimeProvider.System);
using var vault = new VaultClient(transport, session, TimeProvider.System);
await vault.Datastore.UpdateAsync(tree =>
{
    for (var i = 0; i < count; i++)
    {
        using var key = SecretKey.FromHex(RandomNumberGenerator.GetHexString(64, lowercase: true));
        tree.Add(
            new NewDatastoreItem(Guid.NewGuid(), SecretType.EnvironmentVariables, $"entry {i}", Guid.NewGuid(), key), [$"folder {i % 50}"]);
    }
});

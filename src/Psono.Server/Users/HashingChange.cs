using Psono.Protocol.Cryptography;
using Psono.Server.Http.Fields;

namespace Psono.Server.Users;

/// <summary>How a new password is hashed, where a client may leave it as it is: algorithm and parameters, or neither.</summary>
/// <param name="Parameters">Null: as before, or not valid.</param>
/// <param name="IsGiven">Whether there is anything of it.</param>
internal sealed record HashingChange(HashingParameters? Parameters, bool IsGiven)
{
    public bool IsValid => !IsGiven || Parameters is not null;

    public static HashingChange Read(RequestFields fields)
    {
        var algorithm = fields.OptionalText("hashing_algorithm", nullable: true);
        var parameters = fields.OptionalObject("hashing_parameters", nullable: true);
        return new HashingChange(
            algorithm == HashingParametersField.Algorithm && parameters is not null ? HashingParametersField.Parse(parameters) : null,
            IsGiven: algorithm is not null || parameters is not null);
    }
}

using Cornea.Cli.Data;

namespace Cornea.Cli.Models;

/// <summary>What a network is made for.</summary>
/// <param name="Sample">The shape of one sample.</param>
/// <param name="Classes">The number of classes; 0 where a number is predicted.</param>
/// <param name="Kind">What the samples are.</param>
/// <param name="Seed">Of the first weights.</param>
/// <param name="Data">The samples, whose mean and deviation are taken; null where there are none.</param>
internal sealed record ModelRequest(Shape Sample, int Classes, DataKind Kind, long Seed, DatasetSplits? Data)
{
    /// <summary>The last layer: probabilities of the classes, or one number.</summary>
    public Dense Output() => Classes > 0 ? new Dense(Classes, Activation.Softmax) : new Dense(1);
}

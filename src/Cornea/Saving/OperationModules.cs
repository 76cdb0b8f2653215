namespace Cornea.Saving;

/// <summary>The modules of Keras whose classes are operations, not layers: classes of one name stand in both.</summary>
internal static class OperationModules
{
    /// <summary>Whether a class of the module is an operation.</summary>
    public static bool Contains(string module) => module.Split('.') is ["keras" or "keras_core" or "tf_keras", .. var rest]
        && (rest.Contains("ops") || rest.Contains("activations"));
}

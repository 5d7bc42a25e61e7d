import type { helpEn } from './en-help.ts';

const topics: typeof helpEn.topics = {
  code: {
    title: 'El código no funciona',
    why: 'Un código solo tiene letras mayúsculas, sin vocales ni cifras, dura unos minutos y sirve para un dispositivo y una decisión. Después de varios equivocados hacemos esperar a todos un rato.',
    steps: [
      'Compárelo letra por letra con el de su dispositivo. Las mayúsculas, los guiones y los espacios no importan.',
      'Si ya se usó o se decidió, empiece de nuevo en el dispositivo: mostrará otro.',
      'Si se le pide escribir un código que un enlace había rellenado, léalo en su dispositivo. ¿No lo tiene delante? Entonces deténgase: el enlace es una trampa.',
    ],
  },
  time: {
    title: 'Tardó demasiado',
    why: 'El código no se aprobó mientras era válido. Hasta entonces el dispositivo pregunta cada pocos segundos si usted ha decidido; que se le pida preguntar más despacio no es un error.',
    steps: ['Inicie sesión de nuevo para obtener otro código.', 'Si fijó un límite propio (--timeout), dele más tiempo.'],
  },
  denied: {
    title: 'La solicitud fue denegada',
    why: 'Alguien eligió «Denegar» o «No he sido yo», o la cuenta que introdujo el código no tiene ninguno de los permisos solicitados.',
    steps: [
      'Si no la denegó usted, pregunte quién más vio el código.',
      'Si el dispositivo indicó que faltan permisos, pida que introduzca el código alguien que los tenga, o solicite menos (--scope).',
    ],
  },
  devices: {
    title: 'No hay sitio para otro dispositivo',
    why: 'El administrador limita cuántos dispositivos puede tener una persona con una aplicación. No se ha decidido nada: el dispositivo sigue esperando.',
    steps: [
      'Abra la página de sus dispositivos y desconecte uno que ya no use.',
      'Después introduzca el código otra vez. Si ya ha caducado, empiece de nuevo en el dispositivo.',
    ],
  },
  ownDevices: {
    title: 'No se puede cambiar o desconectar un dispositivo',
    why: 'Ya está desconectado, por sí solo o por otra persona que ha iniciado sesión en su nombre; o la página estuvo abierta tanto tiempo que su formulario ya no se admite.',
    steps: [
      'Abra de nuevo la página de sus dispositivos: muestra lo que tiene ahora.',
      'Un nombre tiene de 1 a 64 caracteres visibles.',
      '¿Otra persona ha desconectado sus dispositivos? Entonces cambie su contraseña y desconéctelos todos.',
    ],
  },
  network: {
    title: 'No se puede aprobar desde esta red',
    why: 'El administrador solo permite conectar esta aplicación desde la red en la que está el dispositivo. Así nadie puede hacerle aprobar desde lejos un dispositivo ajeno.',
    steps: [
      'Abra la página en un ordenador o teléfono de la misma red que el dispositivo. Deje apagados la VPN y los datos móviles.',
      'Si ambos están en la misma red y sigue sin funcionar, puede que uno use IPv4 y el otro IPv6: avise a su administrador.',
    ],
  },
  signIn: {
    title: 'No se puede iniciar sesión',
    why: 'El nombre y la contraseña no coinciden, la cuenta está bloqueada, llegaron demasiados intentos desde su red, o la aplicación pide un inicio de sesión más reciente o más seguro que el suyo.',
    steps: [
      'Compruebe el nombre y la contraseña. Después de demasiados intentos, espere cinco minutos.',
      'Permita las cookies de esta dirección: sin ellas no se conserva ninguna sesión.',
      'Si se le pide una prueba más segura, como una llave de seguridad, y no la tiene, consulte a quienes administran este servicio.',
    ],
  },
  ended: {
    title: 'El acceso del dispositivo ha terminado',
    why: 'Termina cuando usted desconecta el dispositivo, cuando no se usa durante mucho tiempo, cuando se cumple su plazo o cuando se usa otra vez una copia antigua de su secreto. Entonces nada lo renueva.',
    steps: [
      'Inicie sesión de nuevo: countersign login.',
      'Dos máquinas no deben compartir los archivos de una sesión: cada una inicia la suya.',
      'Si se nombra otro servidor u otro cliente, compruebe COUNTERSIGN_ISSUER, COUNTERSIGN_CLIENT_ID y --profile.',
    ],
  },
  reach: {
    title: 'No se puede llegar al servidor',
    why: 'No se encuentra el nombre, allí no escucha nada, o algo en el camino corta la conexión o responde en su lugar, como un proxy o la página de acceso de una red inalámbrica. Su sesión no se ha perdido.',
    steps: [
      'Abra la dirección del servidor en un navegador de la misma máquina.',
      'Compruebe HTTPS_PROXY y NO_PROXY.',
      'Inténtelo de nuevo: no hay que configurar nada otra vez.',
    ],
  },
  busy: {
    title: 'El servidor tiene un problema',
    why: 'No consigue acceder a su almacenamiento, se está reiniciando o recibe demasiadas preguntas. Lo que usted tenía sigue siendo válido.',
    steps: [
      'Inténtelo de nuevo en un minuto. Un dispositivo que espera sigue esperando por sí solo.',
      'Si continúa, comunique a quienes lo administran la referencia de la página o la hora exacta.',
    ],
  },
  encryption: {
    title: 'La conexión no es segura',
    why: 'Esta máquina no confía en el certificado del servidor, o un secreto habría pasado por una conexión que cualquiera puede leer.',
    steps: [
      'Compruebe el reloj de esta máquina: si va mal, los certificados buenos dejan de valer.',
      'Si su empresa tiene su propia autoridad de certificación, indique su certificado con --ca-file.',
      'Use https. Sin él solo se habla con esta misma máquina (localhost).',
    ],
  },
  issuer: {
    title: 'La dirección no es la de este servidor',
    why: 'El programa pide al servidor que se describa, y la respuesta falta, nombra otra dirección o no ofrece el inicio de sesión con código.',
    steps: [
      'Indique la dirección exactamente como se llama el servidor, con https y sin ruta.',
      'Compruébelo: bajo esa dirección debe responder /.well-known/oauth-authorization-server.',
      'Si nombra otra dirección, su administrador tiene que corregir el emisor (issuer).',
    ],
  },
  client: {
    title: 'La aplicación no se conoce aquí',
    why: 'No hay ninguna aplicación registrada con este identificador de cliente, no puede iniciar sesión así, o no ha demostrado quién es.',
    steps: [
      'Compruebe --client-id.',
      'El administrador registra las aplicaciones en clients.yaml e indica allí qué puede hacer cada una.',
    ],
  },
  rights: {
    title: 'Falta un permiso o no se conoce',
    why: 'La aplicación solicitó un permiso (scope) o una API que no existen o que no son para ella, o a la sesión le falta lo que la API exige.',
    steps: [
      'Vea qué incluye la sesión: countersign status.',
      'Inicie sesión de nuevo y solicite lo que necesita: --scope, --resource.',
      'Una persona solo puede ceder lo que incluye su rol.',
    ],
  },
  key: {
    title: 'La prueba de una clave falta o se rechaza',
    why: 'Los tokens pueden estar ligados a una clave (DPoP) para que uno robado no valga nada. Entonces cada petición necesita una prueba reciente, y algunas aplicaciones solo admiten tokens ligados o solo sencillos.',
    steps: [
      'Compruebe el reloj de esta máquina: una prueba desfasada unos minutos se rechaza.',
      'Llame a las API con countersign api, que crea la prueba, o tome las dos cabeceras de countersign token --header.',
      'Si esta aplicación solo admite tokens sencillos, inicie sesión con --bearer; si los exige ligados, sin esa opción.',
    ],
  },
  store: {
    title: 'No se puede guardar la sesión',
    why: 'El archivo con la sesión no se puede leer o escribir, está dañado o es de otra persona, o falta la clave con la que está sellado. Nunca se le cree a medias.',
    steps: [
      'Compruebe el archivo que nombra el mensaje: su propietario, sus permisos y el espacio libre.',
      'Asigne a COUNTERSIGN_STORE_KEY la clave con la que se selló (32 bytes o una frase larga).',
      'O deséchelo con countersign logout --local-only e inicie sesión de nuevo.',
    ],
  },
  osStore: {
    title: 'El almacén de claves del sistema operativo no entrega la clave',
    why: 'La sesión está en un archivo, sellado con una clave que guarda el Secret Service, el Llavero de macOS o el Administrador de credenciales de Windows. Ese almacén no existe, está bloqueado, no responde o ya no tiene la clave.',
    steps: [
      'Desbloquéelo: inicie sesión en el escritorio o abra su programa (por ejemplo, «Contraseñas y claves»). En una sesión SSH o en un servicio a menudo no hay ninguno.',
      'Después, ejecute otra vez countersign status. No se ha perdido nada.',
      'En un equipo sin ese almacén, guarde la sesión en un archivo: countersign login --store file, mejor con una clave propia en COUNTERSIGN_STORE_KEY.',
    ],
  },
  commandLine: {
    title: 'La orden no se entendió o se detuvo',
    why: 'Una opción o una dirección no es lo que debería, se habría mostrado un token en una pantalla, o alguien terminó el programa.',
    steps: [
      'Vea countersign --help.',
      'Indique direcciones completas, como https://api.example/notes.',
      '¿Se detuvo? No se ha cambiado nada; ejecútela de nuevo.',
    ],
  },
  request: {
    title: 'La petición no se entendió',
    why: 'Lo que se envió estaba incompleto, se envió de manera incorrecta o fue a una dirección donde no hay nada; o algo falla en un programa nuestro.',
    steps: [
      'En una página: vuelva atrás y empiece de nuevo con el código de su dispositivo.',
      'En un programa: ejecútelo otra vez con --debug y muestre a su fabricante lo que dice.',
    ],
  },
};

/** The troubleshooting page, in Spanish. */
export const helpEs: typeof helpEn = {
  title: 'Solución de problemas',
  heading: 'Cuando algo no funciona',
  lead: 'Todos los mensajes de las páginas, la consola y el servidor, según lo que hay detrás.',
  contents: '¿Qué ve usted?',
  exitCode: 'código de salida {number}',
  exitCodes: 'Con qué código termina la consola',
  exits: {
    0: 'Todo fue bien',
    1: 'Falló otra cosa',
    2: 'La orden no se entendió',
    3: 'Un ajuste o la descripción del servidor es incorrecto',
    4: 'Alguien tiene que iniciar sesión',
    5: 'La solicitud fue denegada',
    6: 'Se agotó el código o el límite de tiempo',
    7: 'Un problema pasajero: inténtelo de nuevo, no se ha perdido nada',
    8: 'No se puede guardar o leer la sesión',
    130: 'Detenida por usted',
    143: 'Detenida por el sistema',
  },
  more: 'Más información',
  topics,
};
